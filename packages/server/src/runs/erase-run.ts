import { AppError } from '@pawl/core'
import { getRunRecord } from './get-run-record.ts'
import type { RunsContext } from './runs-context.ts'
import { deleteRun } from './store/run-records.ts'
import { deleteTrials } from './store/trials.ts'

/**
 * Deletes a run with its trials. Its traces go with the time to live of their project.
 *
 * @throws AppError `not_found`; `conflict` while it runs
 */
export async function eraseRun(
  context: RunsContext,
  name: { readonly project: string; readonly runId: string },
): Promise<void> {
  const run = await getRunRecord(context, name.project, name.runId)
  if (run.status === 'planned' || run.status === 'running') {
    throw new AppError('conflict', 'The run is under way.', { fix: 'Cancel it first.' })
  }
  context.active.abort(run.id, new AppError('conflict', 'The run was deleted.'))
  await deleteTrials(context.telemetry, name)
  await deleteRun(context.control.db, run.id)
}
