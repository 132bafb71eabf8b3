import type { AlertSummary, Finding, MonitorDefinition } from '@pawl/core'
import type { ControlStore, ControlTransaction } from '../../platform/control/index.ts'

export interface FoundBy {
  readonly project: string
  readonly monitorId: string
  readonly definition: MonitorDefinition
  /** Nobody is told while it lasts. */
  readonly mutedUntil: Date | null
}

/** What the rest of the stage asks of alerts. */
export interface AlertSink {
  /**
   * Opens an alert, brings the open one of this monitor and slice up to date, reopens one that was resolved, or resolves it. Within the
   * transaction that keeps what the monitor knows: both, or neither. Slow reads (explanation, traces) come afterwards.
   */
  report(transaction: ControlTransaction, by: FoundBy, finding: Finding): Promise<void>
  /** Resolves what is open of a monitor that is deleted, or watches something else from now on. */
  endAll(
    transaction: ControlTransaction,
    of: { readonly project: string; readonly monitorId: string; readonly who: string; readonly reason: string },
  ): Promise<void>
  /** Open, acknowledged and reopened ones, newest first, of the project's monitors, by the monitor's id. */
  openOf(db: ControlStore['db'], project: string): Promise<ReadonlyMap<string, readonly AlertSummary[]>>
  /** Of one monitor, those that lasted into the range, oldest first. */
  between(
    db: ControlStore['db'],
    of: { readonly project: string; readonly monitorId: string; readonly fromMs: number; readonly toMs: number },
  ): Promise<readonly AlertSummary[]>
}

/** What alerts ask of monitors. */
export interface MonitorsOfAlerts {
  /** A person resolved it: the stream is watched from `atMs` on as if nothing had been found; with `learnFromMs` its usual is learned anew from then. */
  forgetFinding(
    transaction: ControlTransaction,
    of: {
      readonly project: string
      readonly monitorId: string
      /** The slice's value; null for all. */
      readonly slice: string | null
      readonly atMs: number
      readonly learnFromMs: number | null
    },
  ): Promise<void>
}
