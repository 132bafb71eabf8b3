import type { Trial, TrialStatus } from '@pawl/core'
import { identifier, type SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'
import {
  figureSelect,
  figuresOfRow,
  type TrialFigureRow,
  type TrialFigures,
  type TrialRow,
  trialColumns,
  trialOfRow,
  trialRowText,
  trialSelect,
} from './trial-rows.ts'

export interface RunKey {
  readonly project: string
  readonly runId: string
}

const ofRun = ({ project, runId }: RunKey): SqlText => sql`project = ${project} AND run_id = ${runId}`

const encoder = new TextEncoder()

/** Resolves when they are durable. A trial that is there already is replaced by itself. */
export async function insertTrials(
  telemetry: TelemetryStore,
  project: string,
  batch: { readonly trials: readonly Trial[]; readonly nowMs: number },
): Promise<void> {
  const lines = batch.trials.map((trial) => trialRowText(project, trial, batch.nowMs))
  await telemetry.insert({
    table: 'trials',
    columns: trialColumns,
    format: 'JSONCompactEachRow',
    rows: encoder.encode(`${lines.join('\n')}\n`),
  })
}

export interface FinishedTrial {
  readonly rowId: string
  readonly trial: number
  readonly attempt: number
}

/** Which trials of these rows have ended, all attempts of them. */
export async function readFinished(
  telemetry: TelemetryStore,
  run: RunKey,
  rowIds: readonly string[],
): Promise<readonly FinishedTrial[]> {
  if (rowIds.length === 0) return []
  const rows = await telemetry.query<{ row_id: string; trial: number; attempt: number }>(
    sql`SELECT row_id, trial, attempt FROM trials FINAL WHERE ${ofRun(run)} AND row_id IN ${[...new Set(rowIds)]}`,
    { kind: 'interactive' },
  )
  return rows.map(({ row_id, trial, attempt }) => ({ rowId: row_id, trial, attempt }))
}

/** Everything of a run that its summary counts, by row and trial; all attempts. */
export async function readFigures(telemetry: TelemetryStore, run: RunKey): Promise<readonly TrialFigures[]> {
  const figures: TrialFigures[] = []
  const rows = telemetry.stream<TrialFigureRow>(
    sql`SELECT ${figureSelect} FROM trials FINAL WHERE ${ofRun(run)} ORDER BY row_id, trial, attempt`,
    { kind: 'interactive', maxDurationMs: 60_000 },
  )
  for await (const row of rows) figures.push(figuresOfRow(row))
  return figures
}

export interface ProgressRow {
  readonly status: TrialStatus
  readonly count: number
  readonly costNusd: number
  readonly costCount: number
  /** Of those stored since `sinceMs`. */
  readonly recent: number
}

export async function readProgress(
  telemetry: TelemetryStore,
  run: RunKey,
  sinceMs: number,
): Promise<readonly ProgressRow[]> {
  return await telemetry.query<ProgressRow>(
    sql`SELECT last_status AS status, count() AS count, sum(ifNull(last_cost, 0) + ifNull(last_judge_cost, 0)) AS costNusd,
        countIf(isNotNull(last_cost) OR isNotNull(last_judge_cost)) AS costCount, countIf(stored >= ${BigInt(Math.floor(sinceMs)) * 1000n}) AS recent
      FROM (SELECT argMax(status, attempt) AS last_status, argMax(tuple(cost_nusd), attempt).1 AS last_cost,
          argMax(tuple(judge_cost_nusd), attempt).1 AS last_judge_cost, max(version) AS stored
        FROM trials WHERE ${ofRun(run)} AND is_deleted = 0 GROUP BY row_id, trial)
      GROUP BY status`,
    { kind: 'interactive' },
  )
}

export interface TrialFilter {
  readonly rowIds?: readonly string[] | undefined
  readonly statuses?: readonly TrialStatus[] | undefined
  /** Row and trial after which the page begins. */
  readonly after?: { readonly rowId: string; readonly trial: number } | undefined
  readonly limit?: number
}

/** Whole trials, the last attempt of each, by row and trial. */
export async function readTrials(
  telemetry: TelemetryStore,
  run: RunKey,
  filter: TrialFilter,
): Promise<readonly Trial[]> {
  const rows = await telemetry.query<TrialRow>(trialsStatement(run, filter), { kind: 'interactive' })
  return rows.map((row) => trialOfRow(run.runId, row))
}

/** The same of all of a run, with flat memory. */
export async function* streamTrials(telemetry: TelemetryStore, run: RunKey): AsyncIterable<Trial> {
  const rows = telemetry.stream<TrialRow>(trialsStatement(run, {}), { kind: 'background' })
  for await (const row of rows) yield trialOfRow(run.runId, row)
}

function trialsStatement(run: RunKey, { rowIds, statuses, after, limit }: TrialFilter): SqlText {
  const key = sql`${ofRun(run)}${rowIds === undefined ? sql`` : sql` AND row_id IN ${rowIds}`}${
    after === undefined ? sql`` : sql` AND (row_id, trial) > (${after.rowId}, ${after.trial})`
  }`
  // The last attempts first, from the key alone; a status is that of the last attempt.
  return sql`SELECT ${trialSelect} FROM trials FINAL
    WHERE ${key} AND (row_id, trial, attempt) IN (
      SELECT row_id, trial, max(attempt) FROM trials FINAL WHERE ${key} GROUP BY row_id, trial)
    ${statuses === undefined ? sql`` : sql`AND status IN ${statuses}`}
    ORDER BY row_id, trial ${limit === undefined ? sql`` : sql`LIMIT ${limit}`}`
}

/** Takes trials off the disk: all of a run, or what is older than a project keeps. */
export async function deleteTrials(
  telemetry: TelemetryStore,
  condition: RunKey | { readonly project: string; readonly before: Date },
): Promise<void> {
  const where =
    'runId' in condition
      ? ofRun(condition)
      : sql`project = ${condition.project} AND stored_at < fromUnixTimestamp64Milli(${condition.before.getTime()}, 'UTC')`
  const table = identifier('trials')
  const options = { kind: 'background' } as const
  const partitions = await telemetry.query<{ id: string }>(
    sql`SELECT DISTINCT _partition_id AS id FROM ${table} WHERE ${where}`,
    options,
  )
  for (const { id } of partitions) {
    await telemetry.command(sql`DELETE FROM ${table} IN PARTITION ID ${id} WHERE ${where}`, options)
  }
}
