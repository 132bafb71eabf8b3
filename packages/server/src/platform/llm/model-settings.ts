import type { wellKnownProviders } from '@pawl/core'

type WellKnownProvider = (typeof wellKnownProviders)[number]

/** What the process's environment says about a provider. */
export interface EnvironmentProvider {
  readonly apiKey: string | null
  /** Null: the provider's own. */
  readonly baseUrl: string | null
}

export interface ModelSettings {
  readonly environment: Readonly<Record<WellKnownProvider, EnvironmentProvider>>
  /** Seals stored keys; null makes a file in the data directory. */
  readonly secretKey: string | null
  readonly dataDir: string
  readonly allowedPrivateHosts: readonly string[]
}
