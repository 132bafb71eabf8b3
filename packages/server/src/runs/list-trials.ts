import type { RunRowDetail, TrialList, TrialListQuery } from '@pawl/core'
import { AppError, countStatuses, standingOf } from '@pawl/core'
import { decodeCursor, encodeCursor } from '../platform/http/index.ts'
import { getRunRecord } from './get-run-record.ts'
import type { RunsContext } from './runs-context.ts'
import { readTrials } from './store/trials.ts'

interface RunName {
  readonly project: string
  readonly runId: string
}

/**
 * Whole trials of a run, the last attempt of each, by row and number.
 *
 * @throws AppError `not_found`, `bad_request`
 */
export async function listTrials(context: RunsContext, name: RunName, query: TrialListQuery): Promise<TrialList> {
  await getRunRecord(context, name.project, name.runId)
  const trials = await readTrials(context.telemetry, name, {
    rowIds: query.rowId === undefined ? undefined : [query.rowId],
    statuses: query.status,
    after: query.cursor === undefined ? undefined : positionOf(query.cursor),
    limit: query.limit + 1,
  })
  const page = trials.slice(0, query.limit)
  const last = page.at(-1)
  const nextCursor = trials.length > page.length && last !== undefined ? encodeCursor(last.rowId, last.trial) : null
  return { trials: page, nextCursor }
}

function positionOf(cursor: string) {
  const [rowId = '', trial] = decodeCursor(cursor, /^(.{1,200}),(\d{1,9})$/)
  return { rowId, trial: Number(trial) }
}

/**
 * One row as it ran, with all its trials.
 *
 * @throws AppError `not_found`
 */
export async function getRunRow(context: RunsContext, name: RunName, rowId: string): Promise<RunRowDetail> {
  const run = await getRunRecord(context, name.project, name.runId)
  if (!(await context.active.planOf(run)).includes(rowId)) {
    throw new AppError('not_found', `The run does not have the row ${JSON.stringify(rowId)}.`, { where: 'rowId' })
  }
  const [{ rows }, trials] = await Promise.all([
    context.datasets.rows(run.project, run.datasetId, { revision: run.datasetRevision, rowIds: [rowId] }),
    readTrials(context.telemetry, name, { rowIds: [rowId] }),
  ])
  const [row] = rows
  if (row === undefined) throw new AppError('not_found', `The row ${JSON.stringify(rowId)} is gone.`)
  return {
    rowId,
    rowRevision: row.revision,
    standing: standingOf(countStatuses(trials.map(({ status }) => status))),
    input: row.input,
    context: row.context,
    expectedBehavior: row.expectedBehavior,
    reference: row.reference,
    sourceTraceId: row.source.traceId ?? null,
    trials: [...trials],
  }
}
