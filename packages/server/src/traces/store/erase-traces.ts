import { joinSql, SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'
import { eraseBlobsOf } from './retention.ts'

const options = { kind: 'background' } as const
/** A row is sixty columns wide: the engine's own blocks of a million of them do not fit in a query's memory. */
const hiding = { ...options, settings: { max_block_size: 32_768, min_insert_block_size_rows: 65_536 } } as const

export interface DoomedTraces {
  readonly project: string
  readonly traceIds: readonly string[]
  /** Newer than every version stored. */
  readonly version: bigint
}

export interface TraceExtent {
  readonly traceId: string
  readonly spanCount: number
}

/** Traces of a condition on `traces`, as they stand. */
export const findTraces = (
  telemetry: TelemetryStore,
  project: string,
  condition: SqlText,
): Promise<readonly TraceExtent[]> =>
  telemetry.query<TraceExtent>(
    sql`SELECT trace_id AS traceId, span_count AS spanCount FROM traces FINAL WHERE project = ${project} AND ${condition}`,
    options,
  )

/** Tables that hold a trace's rows, with the columns of their key. */
const tables = [
  // Before the spans: a record without a trace is found by the response of one of them.
  { name: 'log_records', key: 'project, trace_id, span_id, id' },
  { name: 'spans', key: 'project, start_time, trace_id, span_id' },
  { name: 'scores', key: 'project, id' },
  { name: 'blob_references', key: 'project, sha256, trace_id' },
  // Last: a trace whose row is hidden has nothing else left to hide, whenever the work broke off.
  { name: 'traces', key: 'project, start_time, trace_id' },
] as const

/**
 * Hides every row of these traces behind a deleted one under its own key: answers are exact at once, and the rollups see
 * which hours changed.
 */
export async function hideTraces(telemetry: TelemetryStore, doomed: DoomedTraces): Promise<void> {
  for (const table of tables) await telemetry.command(tombstones(table, doomed), hiding)
}

/** Hides every row of these traces, then takes the rows themselves away. */
export async function eraseTraces(telemetry: TelemetryStore, doomed: DoomedTraces): Promise<void> {
  await hideTraces(telemetry, doomed)
  for (const table of tables) await erase(telemetry, sql`${new SqlText(table.name)}`, isDoomedRow(table, doomed))
  await eraseBlobsOf(telemetry, doomed)
}

/** Scores of a session as a whole. */
export async function eraseSessionScores(
  telemetry: TelemetryStore,
  session: { readonly project: string; readonly sessionId: string; readonly version: bigint },
): Promise<void> {
  const isOwn = sql`project = ${session.project} AND trace_id = '' AND session_id = ${session.sessionId}`
  await telemetry.command(
    sql`INSERT INTO scores (project, id, created_at, version, is_deleted)
      SELECT project, id, created_at, ${session.version}, 1 FROM scores FINAL WHERE ${isOwn}`,
    options,
  )
  await erase(telemetry, sql`scores`, isOwn)
}

const isDoomed = ({ project, traceIds }: DoomedTraces): SqlText => sql`project = ${project} AND trace_id IN ${traceIds}`

type Table = (typeof tables)[number]

function isDoomedRow(table: Table, doomed: DoomedTraces): SqlText {
  if (table.name !== 'log_records') return isDoomed(doomed)
  const responses = sql`SELECT concat('req:', response_id) FROM spans WHERE ${isDoomed(doomed)} AND response_id != ''`
  return sql`project = ${doomed.project} AND (trace_id IN ${doomed.traceIds} OR join_key IN (${responses}))`
}

function tombstones(table: Table, doomed: DoomedTraces): SqlText {
  const name = new SqlText(table.name)
  const key = new SqlText(table.key)
  // blob_references and scores have no time of receipt.
  const received = table.name === 'blob_references' || table.name === 'scores' ? [] : ['received_at']
  const columns = new SqlText([table.key, ...received, 'version', 'is_deleted'].join(', '))
  const values = joinSql([key, ...received.map(() => sql`now64(3)`), sql`${doomed.version}`, sql`1`], ', ')
  return sql`INSERT INTO ${name} (${columns}) SELECT ${values} FROM ${name} FINAL WHERE ${isDoomedRow(table, doomed)}`
}

/** Takes the rows off the disk's next merge and out of every answer. What hides them stays: older versions may lie in other parts. */
async function erase(telemetry: TelemetryStore, table: SqlText, condition: SqlText): Promise<void> {
  await telemetry.command(sql`DELETE FROM ${table} WHERE ${condition} AND is_deleted = 0`, options)
}
