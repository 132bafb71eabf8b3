import type { TraceFilter } from '@pawl/core'
import { joinSql, SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'
import { type StoredSpanRow, storedSpanSelect } from '../ingest/span-row.ts'
import { newestByKey } from './newest-traces.ts'
import { spanConditions, timeLiteral } from './trace-conditions.ts'
import type { TraceHead } from './trace-spans.ts'

/** A page of spans is read whole; one that is larger is refused, and read in parts. */
const options = { kind: 'background', settings: { max_result_bytes: 64 * 1024 * 1024 } } as const
/** Traces that lie further apart than this are looked for in stretches of their own, so that what is between is not read. */
const stretchNs = 3_600_000_000_000n

const columns = new SqlText(
  `${storedSpanSelect}, origin, toString(toUnixTimestamp64Nano(start_time)) AS start_ns, duration_ns`,
)

export interface JudgedSpanRow extends StoredSpanRow {
  readonly origin: string
  readonly start_ns: string
  readonly duration_ns: number
}

/** When traces last changed, first and last: versions. */
export interface ChangedWithin {
  readonly from: bigint
  readonly to: bigint
}

/**
 * The roots of these traces as they stand. Most roots came with what changed their traces last: those are looked for among what was
 * written then, and only the others among everything that started when they may have.
 */
export async function readRootRows(
  telemetry: TelemetryStore,
  project: string,
  { heads, within }: { readonly heads: readonly TraceHead[]; readonly within: ChangedWithin | null },
): Promise<readonly JudgedSpanRow[]> {
  const fresh = within === null ? [] : await readFreshRoots(telemetry, project, { heads, within })
  const found = new Set(fresh.map((row) => row.trace_id))
  const others = heads.filter(({ summary }) => !found.has(summary.traceId))
  if (others.length === 0) return fresh
  const rest = await readRows(telemetry, { project, heads: others, where: isRootOf(others), condition: sql`true` })
  return [...fresh, ...rest]
}

async function readFreshRoots(
  telemetry: TelemetryStore,
  project: string,
  { heads, within }: { readonly heads: readonly TraceHead[]; readonly within: ChangedWithin },
): Promise<readonly JudgedSpanRow[]> {
  if (heads.length === 0) return []
  const rows = await telemetry.query<JudgedSpanRow & { readonly row_version: string; readonly is_deleted: number }>(
    sql`SELECT ${columns}, toString(version) AS row_version, is_deleted
      FROM spans PREWHERE project = ${project} AND version >= ${within.from} AND version <= ${within.to}
        AND ${stretchesOf(heads)} AND ${isRootOf(heads)}`,
    options,
  )
  const newest = newestByKey(
    rows.map((row) => ({ ...row, version: row.row_version })),
    (row) => row.start_ns + row.trace_id + row.span_id,
  )
  return newest.filter((row) => row.is_deleted === 0)
}

const isRootOf = (heads: readonly TraceHead[]): SqlText =>
  sql`(trace_id, span_id) IN (${joinSql(
    heads.map(({ summary }) => sql`(${summary.traceId}, ${summary.rootSpanId})`),
    ',',
  )})`

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
    sql`SELECT ${columns}
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
