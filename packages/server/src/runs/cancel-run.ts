import { AppError } from '@pawl/core'
import { getRunRecord } from './get-run-record.ts'
import type { RunsContext } from './runs-context.ts'
import { keepSummary } from './settle-run.ts'
import { changeStatus, type RunRecord } from './store/run-records.ts'

export interface Cancellation {
  readonly project: string
  readonly runId: string
  readonly person: string
  readonly reason: string
}

/**
 * Hands out no more trials and ends the calls under way. Trials that have ended stay; the run can be resumed.
 *
 * @throws AppError `not_found`; `conflict` when it is over already
 */
export async function cancelRun(context: RunsContext, cancellation: Cancellation): Promise<RunRecord> {
  const { project, runId, person, reason } = cancellation
  const run = await getRunRecord(context, project, runId)
  const isCancelled = await changeStatus(context.control.db, {
    runId,
    from: ['planned', 'running'],
    to: 'cancelled',
    reason: reason === '' ? `cancelled by ${person}` : reason,
    at: context.now(),
  })
  if (!isCancelled) {
    throw new AppError('conflict', `The run is ${run.status} already.`, {
      fix: run.status === 'finished' ? 'Delete it if it should not count.' : 'Resume it if it should go on.',
    })
  }
  context.active.abort(runId, new AppError('conflict', 'The run was cancelled.'))
  await keepSummary(context, run)
  return await getRunRecord(context, project, runId)
}
