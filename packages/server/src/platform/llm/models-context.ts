import type { PriceOverride, RetryPolicy } from '@pawl/core'
import type { Logger } from '../log/index.ts'
import type { ResponseCache } from './cache/response-cache.ts'
import type { ProviderDirectory } from './providers/provider-directory.ts'
import type { SpanRecorder } from './spans/span-recorder.ts'

/** What the use cases of this folder work on. */
export interface ModelsContext {
  readonly directory: ProviderDirectory
  readonly cache: ResponseCache
  readonly recorder: SpanRecorder
  readonly log: Logger
  readonly priceOverridesOf: (project: string) => Promise<readonly PriceOverride[]>
  /** Media that was kept apart from its trace, by its SHA-256; null when it is gone. */
  readonly readMedia: (project: string, sha256: string) => Promise<Uint8Array | null>
  readonly retryPolicy: RetryPolicy
  /** Milliseconds since 1970. */
  readonly now: () => number
}
