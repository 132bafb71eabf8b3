import type { TraceFilter } from '@pawl/core'
import { joinSql, SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'
import { type StoredSpanRow, storedSpanSelect } from '../ingest/span-row.ts'
import { spanConditions, timeLiteral } from './trace-conditions.ts'
import type { TraceHead } from './trace-spans.ts'

/** A page of spans is read whole; one that is larger is refused, and read in parts. */
const options = { kind: 'background', settings: { max_result_bytes: 64 * 1024 * 1024 } } as const
/** Traces that lie further apart than this are looked for in stretches of their own, so that what is between is not read. */
const stretchNs = 3_600_000_000_000n

export interface JudgedSpanRow extends StoredSpanRow {
  readonly origin: string
  readonly start_ns: string
  readonly duration_ns: number
}

/** The roots of these traces as they stand. */
export const readRootRows = (
  telemetry: TelemetryStore,
  project: string,
  heads: readonly TraceHead[],
): Promise<readonly JudgedSpanRow[]> => {
  const keys = heads.map(({ summary }) => sql`(${summary.traceId}, ${summary.rootSpanId})`)
  return readRows(telemetry, {
    project,
    heads,
    where: sql`(trace_id, span_id) IN (${joinSql(keys, ',')})`,
    condition: sql`true`,
  })
}

/** The spans of these traces that a filter lets through, as they stand. */
export const readMatchingRows = (
  telemetry: TelemetryStore,
  project: string,
  { heads, filter }: { readonly heads: readonly TraceHead[]; readonly filter: TraceFilter },
): Promise<readonly JudgedSpanRow[]> =>
  readRows(telemetry, {
    project,
    heads,
    where: sql`trace_id IN ${heads.map(({ summary }) => summary.traceId)}`,
    condition: spanConditions(project, filter),
  })

interface RowsQuery {
  readonly project: string
  readonly heads: readonly TraceHead[]
  /** Over columns of the key, which no version changes. */
  readonly where: SqlText
  readonly condition: SqlText
}

async function readRows(
  telemetry: TelemetryStore,
  { project, heads, where, condition }: RowsQuery,
): Promise<readonly JudgedSpanRow[]> {
  if (heads.length === 0) return []
  return await telemetry.query<JudgedSpanRow>(
    sql`SELECT ${new SqlText(storedSpanSelect)}, origin, toString(toUnixTimestamp64Nano(start_time)) AS start_ns, duration_ns
      FROM spans FINAL PREWHERE project = ${project} AND ${stretchesOf(heads)} AND ${where}
      WHERE ${condition}
      ORDER BY start_time, trace_id, span_id`,
    options,
  )
}

function stretchesOf(heads: readonly TraceHead[]): SqlText {
  const ordered = heads.toSorted((a, b) => (a.startNs < b.startNs ? -1 : 1))
  const stretches: { from: bigint; to: bigint }[] = []
  for (const { startNs, endNs } of ordered) {
    const last = stretches.at(-1)
    if (last === undefined || startNs > last.to + stretchNs) stretches.push({ from: startNs, to: endNs })
    else if (endNs > last.to) last.to = endNs
  }
  const conditions = stretches.map(
    ({ from, to }) => sql`(start_time >= ${timeLiteral(from)} AND start_time <= ${timeLiteral(to)})`,
  )
  return sql`(${joinSql(conditions, ' OR ')})`
}
