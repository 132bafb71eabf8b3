import type { ActiveRuns } from './active-runs.ts'
import type { RunsDeps } from './runs-deps.ts'

/** What the use cases of this folder work on. */
export interface RunsContext extends RunsDeps {
  readonly active: ActiveRuns
}
