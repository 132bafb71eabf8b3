import { AppError } from '@pawl/core'
import type { RunsContext } from './runs-context.ts'
import { type RunRecord, selectRun } from './store/run-records.ts'

/** @throws AppError `not_found` */
export async function getRunRecord(
  { control }: Pick<RunsContext, 'control'>,
  project: string,
  runId: string,
): Promise<RunRecord> {
  const run = await selectRun(control.db, { project, runId })
  if (run !== undefined) return run
  throw new AppError('not_found', `There is no run ${JSON.stringify(runId)}.`, {
    where: 'id',
    fix: 'Look at `pawl runs list`; a run belongs to one project.',
  })
}
