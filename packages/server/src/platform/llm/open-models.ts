import { defaultRetryPolicy, type PriceOverride, type RetryPolicy } from '@pawl/core'
import type { ControlStore } from '../control/index.ts'
import type { Logger } from '../log/index.ts'
import { ResponseCache } from './cache/response-cache.ts'
import { callModel } from './call-model.ts'
import { embedTexts } from './embed-texts.ts'
import type { ModelSettings } from './model-settings.ts'
import type { Models } from './models.ts'
import type { ModelsContext } from './models-context.ts'
import { ProviderDirectory } from './providers/provider-directory.ts'
import { removeProvider } from './providers/remove-provider.ts'
import { setProvider } from './providers/set-provider.ts'
import { type RecordSpans, SpanRecorder } from './spans/span-recorder.ts'
import { testProvider } from './test-provider.ts'

export interface ModelsDeps {
  readonly control: ControlStore
  readonly log: Logger
  readonly settings: ModelSettings
  readonly priceOverridesOf: (project: string) => Promise<readonly PriceOverride[]>
  /** Media that was kept apart from its trace, by its SHA-256; null when it is gone. */
  readonly readMedia: (project: string, sha256: string) => Promise<Uint8Array | null>
  /** Stores the spans of calls. */
  readonly recordSpans: RecordSpans
  /** Milliseconds since 1970; the clock when left out. */
  readonly now?: () => number
  readonly retryPolicy?: RetryPolicy
}

export function openModels(deps: ModelsDeps): Models {
  const { control, log, settings, priceOverridesOf, readMedia, recordSpans } = deps
  const { now = Date.now, retryPolicy = defaultRetryPolicy } = deps
  const directory = new ProviderDirectory({ control, settings, now })
  const cache = new ResponseCache({ control, log, now })
  const recorder = new SpanRecorder({ recordSpans, log })
  const context: ModelsContext = { directory, cache, recorder, log, priceOverridesOf, readMedia, retryPolicy, now }
  return {
    call: (call) => callModel(context, call, { policy: retryPolicy, refusesCutOff: true }),
    embed: (call) => embedTexts(context, call),
    locate: (project, model) => directory.locate(project, model),
    providers: (project) => directory.list(project),
    setProvider: (update) => setProvider(directory, update),
    removeProvider: (project, name) => removeProvider(directory, project, name),
    testProvider: (request) => testProvider(context, request),
    record: (project, spans) => recorder.record(project, spans),
    flushSpans: () => recorder.flush(),
    async close() {
      await recorder.flush()
      await cache.close()
      directory.close()
    },
  }
}
