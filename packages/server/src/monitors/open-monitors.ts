import { startMonitorJobs } from './monitors.jobs.ts'
import type { MonitorsDeps } from './monitors-deps.ts'
import { runRound } from './run-round.ts'

/** What later stages may ask of monitors. */
export interface Monitors {
  readonly deps: MonitorsDeps
  /** Lets a monitor look at once, instead of with the next minute. */
  look(monitorId: string): Promise<void>
  /** Begins to watch, each minute. */
  start(): Promise<void>
}

export function openMonitors(deps: MonitorsDeps): Monitors {
  const startedAt = deps.now()
  return {
    deps,
    look: (monitorId) => runRound(deps, monitorId, startedAt),
    start: () => startMonitorJobs(deps, startedAt),
  }
}
