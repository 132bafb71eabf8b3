import { startMonitorJobs } from './monitors.jobs.ts'
import type { MonitorsDeps } from './monitors-deps.ts'

/** What later stages may ask of monitors. */
export interface Monitors {
  readonly deps: MonitorsDeps
  /** Begins to watch, each minute. */
  start(): Promise<void>
}

export function openMonitors(deps: MonitorsDeps): Monitors {
  return { deps, start: () => startMonitorJobs(deps) }
}
