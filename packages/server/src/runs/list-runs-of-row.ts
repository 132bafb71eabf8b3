import { countStatuses, type RunsOfRow, standingOf } from '@pawl/core'
import type { RunsContext } from './runs-context.ts'
import { readTrialsOfRow } from './store/row-trials.ts'
import { selectRunsByIds } from './store/run-records.ts'

/** What a person looks back over. */
const newestRuns = 50

/**
 * The newest runs that tried a row, and how each found it.
 *
 * @throws AppError `not_found`
 */
export async function listRunsOfRow(context: RunsContext, project: string, rowId: string): Promise<RunsOfRow> {
  await context.datasets.row(project, rowId)
  const found = await readTrialsOfRow(context.telemetry, { project, rowId, limit: newestRuns })
  const runIds = found.map(({ run_id }) => run_id)
  const records = await selectRunsByIds(context.control.db, project, runIds)
  const runs = new Map(records.map((run) => [run.id, run]))
  return {
    runs: found.flatMap(({ run_id, row_revision, statuses, stored_ms }) => {
      const run = runs.get(run_id)
      // Of a run that was deleted, trials may be there a while longer.
      if (run === undefined) return []
      const trials = countStatuses(statuses)
      return [
        {
          runId: run.id,
          target: run.target,
          status: run.status,
          note: run.note,
          ...(run.gate === null ? {} : { gateId: run.gate.id }),
          rowRevision: row_revision,
          standing: standingOf(trials),
          trials,
          triedAt: new Date(stored_ms).toISOString(),
        },
      ]
    }),
  }
}
