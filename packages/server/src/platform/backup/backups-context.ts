import type { ControlStore } from '../control/index.ts'
import type { TelemetryStore } from '../telemetry/index.ts'

export interface BackupsContext {
  readonly control: ControlStore
  readonly telemetry: TelemetryStore
  /** Absolute; backups are directories in it, named by their ids. */
  readonly directory: string
  /** Of the program. */
  readonly version: string
  readonly now: () => Date
  readonly vouchingFirst: readonly string[]
}
