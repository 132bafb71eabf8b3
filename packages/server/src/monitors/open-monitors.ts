import type { MonitorsDeps } from './monitors-deps.ts'

/** What later stages may ask of monitors. */
export interface Monitors {
  readonly deps: MonitorsDeps
}

export function openMonitors(deps: MonitorsDeps): Monitors {
  return { deps }
}
