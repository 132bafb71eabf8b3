import type { TelemetryStore } from '../platform/telemetry/index.ts'

/** What the reading use cases of the stage need. */
export interface ReadDeps {
  readonly telemetry: TelemetryStore
  readonly now: () => Date
}
