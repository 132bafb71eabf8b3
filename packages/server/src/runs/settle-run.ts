import { summariseRun } from '@pawl/core'
import { getRunRecord } from './get-run-record.ts'
import { summaryViewOf } from './run-view.ts'
import type { RunsContext } from './runs-context.ts'
import { finishIfDone, type RunRecord, storeSummary } from './store/run-records.ts'
import { readFigures } from './store/trials.ts'

/** Finishes a run of which nothing is left to do, with the figures that stay when its trials are gone. */
export async function settleRun(context: RunsContext, run: RunRecord): Promise<RunRecord> {
  if (await finishIfDone(context.control.db, run.id, context.now())) {
    await keepSummary(context, run)
    context.active.forget(run.id)
  }
  return await getRunRecord(context, run.project, run.id)
}

/** Stores the figures of a run as they are now. */
export async function keepSummary(context: RunsContext, run: RunRecord): Promise<void> {
  const figures = await readFigures(context.telemetry, { project: run.project, runId: run.id })
  await storeSummary(context.control.db, run.id, summaryViewOf(run.id, summariseRun(figures)))
}
