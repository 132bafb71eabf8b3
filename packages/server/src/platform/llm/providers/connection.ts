import type { ProviderKind, ProviderLimits } from '@pawl/core'
import type { FetchFunction } from '../../outgoing/index.ts'
import type { ProviderGate } from '../limits/provider-gate.ts'

/** A provider, ready to be called. */
export interface Connection {
  /** As in `provider/model`. */
  readonly name: string
  readonly kind: ProviderKind
  /** Without a slash at its end. */
  readonly baseUrl: string
  /** Null for servers that need none. */
  readonly apiKey: string | null
  readonly limits: ProviderLimits
  /** Shared by everything that uses the same account. */
  readonly gate: ProviderGate
  readonly fetch: FetchFunction
}

/** The semantic conventions' name of who provides the model. */
export function conventionalName({ kind, name }: Pick<Connection, 'kind' | 'name'>): string {
  switch (kind) {
    case 'google':
      return 'gcp.gemini'
    case 'openai':
    case 'anthropic':
      return kind
    case 'openai-compatible':
      return name
  }
}
