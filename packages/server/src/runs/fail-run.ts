import type { AppError } from '@pawl/core'
import type { RunsContext } from './runs-context.ts'
import { keepSummary } from './settle-run.ts'
import { changeStatus, type RunRecord } from './store/run-records.ts'

/** Stops a run for a reason that every further trial would meet too. It can be resumed when that is mended. */
export async function failRun(context: RunsContext, run: RunRecord, error: AppError): Promise<void> {
  const reason = error.fix === undefined ? error.message : `${error.message} ${error.fix}`
  const hasFailed = await changeStatus(context.control.db, {
    runId: run.id,
    from: ['planned', 'running'],
    to: 'failed',
    reason,
    at: context.now(),
  })
  if (!hasFailed) return
  context.active.abort(run.id, error)
  await keepSummary(context, run)
}
