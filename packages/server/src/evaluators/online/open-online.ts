import type { OnlineEvaluationView } from '@pawl/core'
import { listOnline } from './list-online.ts'
import type { OnlineDeps } from './online-deps.ts'
import { OnlineRunner } from './online-runner.ts'

/** Evaluators that judge live traffic. */
export interface OnlineEvaluations {
  readonly deps: OnlineDeps
  /** Those of a project, by name. */
  list(project: string): Promise<readonly OnlineEvaluationView[]>
  /** From now on this process judges what comes in, and goes on with back-fills. */
  start(): void
  /** Ends at the next step; it goes on at the next start. */
  close(): Promise<void>
}

export function openOnline(deps: OnlineDeps): OnlineEvaluations {
  const runner = new OnlineRunner(deps)
  return {
    deps,
    list: (project) => listOnline(deps, project),
    start: () => runner.start(),
    close: () => runner.stop(),
  }
}
