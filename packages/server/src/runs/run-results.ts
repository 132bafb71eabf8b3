import { lastAttempts, type RunSummary, summariseRun } from '@pawl/core'
import type { RunsContext } from './runs-context.ts'
import type { RunRecord } from './store/run-records.ts'
import type { TrialFigures } from './store/trial-rows.ts'
import { readFigures } from './store/trials.ts'

/** All figures of a run, its rows in the order of its plan. */
export interface RunResults {
  readonly summary: RunSummary
  /** The last attempt of each trial, by row. */
  readonly trialsOf: ReadonlyMap<string, readonly TrialFigures[]>
}

/** Of runs that are over, so that the pages of one run are not counted anew for each. */
const kept = new WeakMap<object, Map<string, Promise<RunResults>>>()
const maxKept = 5

export function resultsOf(context: RunsContext, run: RunRecord): Promise<RunResults> {
  if (run.status !== 'finished') return readResults(context, run)
  const known = kept.get(context.active) ?? new Map<string, Promise<RunResults>>()
  kept.set(context.active, known)
  const results = known.get(run.id) ?? readResults(context, run)
  known.delete(run.id)
  known.set(run.id, results)
  results.catch(() => known.delete(run.id))
  const [oldest] = known.keys()
  if (known.size > maxKept && oldest !== undefined) known.delete(oldest)
  return results
}

async function readResults(context: RunsContext, run: RunRecord): Promise<RunResults> {
  const [plan, figures] = await Promise.all([
    context.active.planOf(run),
    readFigures(context.telemetry, { project: run.project, runId: run.id }),
  ])
  const trialsOf = new Map<string, TrialFigures[]>()
  for (const trial of lastAttempts(figures)) {
    const known = trialsOf.get(trial.rowId)
    if (known === undefined) trialsOf.set(trial.rowId, [trial])
    else known.push(trial)
  }
  const inOrder = plan.flatMap((rowId) => trialsOf.get(rowId) ?? [])
  return { summary: summariseRun(inOrder), trialsOf }
}
