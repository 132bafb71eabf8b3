import { joinSql, SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'
import { type StoredSpanRow, storedSpanSelect } from '../ingest/span-row.ts'
import { newestByKey } from './newest-traces.ts'
import { timeLiteral } from './trace-conditions.ts'
import type { TraceHead } from './trace-spans.ts'

const options = { kind: 'background' } as const

/** Where a living span is, and how large its stored text is. */
export interface SpanKey {
  readonly trace_id: string
  readonly span_id: string
  readonly start_ns: string
  readonly version: string
  readonly is_deleted: number
  readonly response_id: string
  readonly byte_count: number
}

/** Keys of all spans of these traces, trace by trace, each from its start on. */
export async function readSpanKeys(
  telemetry: TelemetryStore,
  project: string,
  heads: readonly TraceHead[],
): Promise<readonly SpanKey[]> {
  if (heads.length === 0) return []
  const from = heads.map((head) => head.startNs).reduce((a, b) => (a < b ? a : b))
  const to = heads.map((head) => head.endNs).reduce((a, b) => (a > b ? a : b))
  const rows = await telemetry.query<SpanKey>(
    sql`SELECT trace_id, span_id, toString(toUnixTimestamp64Nano(start_time)) AS start_ns, toString(version) AS version,
        is_deleted, response_id, length(content) + length(attributes) + length(events) + length(links) AS byte_count
      FROM spans
      WHERE project = ${project} AND start_time >= ${timeLiteral(from)} AND start_time <= ${timeLiteral(to)}
        AND trace_id IN ${heads.map((head) => head.summary.traceId)}
      ORDER BY trace_id, start_time, span_id`,
    options,
  )
  const living = newestByKey(rows, (row) => row.start_ns + row.trace_id + row.span_id).filter(
    (row) => row.is_deleted === 0,
  )
  return newestByKey(living, (row) => row.trace_id + row.span_id)
}

export interface ExportedSpanRow extends StoredSpanRow {
  readonly origin: string
}

/** The spans of these keys, in their order. */
export async function readSpansByKey(
  telemetry: TelemetryStore,
  project: string,
  keys: readonly SpanKey[],
): Promise<readonly ExportedSpanRow[]> {
  const tuples = keys.map((key) => sql`(${timeLiteral(BigInt(key.start_ns))}, ${key.trace_id}, ${key.span_id})`)
  const rows = await telemetry.query<ExportedSpanRow & { readonly version: string }>(
    sql`SELECT ${new SqlText(storedSpanSelect)}, origin, toString(version) AS version
      FROM spans PREWHERE project = ${project} AND (start_time, trace_id, span_id) IN (${joinSql(tuples, ',')})`,
    options,
  )
  const found = new Map(rows.map((row) => [row.trace_id + row.span_id + row.version, row]))
  return keys.flatMap((key) => found.get(key.trace_id + key.span_id + key.version) ?? [])
}

export interface LogsWanted {
  readonly traceIds: readonly string[]
  /** Records without a trace belong to the span that had this response. */
  readonly responseIds: readonly string[]
}

/** Which of these traces and responses have log records at all: the ids of traces, and `req:` with those of responses. */
export async function readLogged(
  telemetry: TelemetryStore,
  project: string,
  wanted: LogsWanted,
): Promise<ReadonlySet<string>> {
  const rows = await telemetry.query<{ readonly trace_id: string; readonly join_key: string }>(
    sql`SELECT DISTINCT trace_id, join_key FROM log_records WHERE project = ${project} AND ${isWantedLog(wanted)}`,
    options,
  )
  return new Set(rows.flatMap((row) => [row.trace_id, row.join_key]))
}

export interface ExportedLogRow {
  readonly record: string
  readonly origin: string
}

/** A stretch of the log records of these traces and responses, by time. */
export const readExportedLogs = (
  telemetry: TelemetryStore,
  project: string,
  wanted: LogsWanted & { readonly limit: number; readonly offset: number },
): Promise<readonly ExportedLogRow[]> =>
  telemetry.query<ExportedLogRow>(
    sql`SELECT record, origin FROM log_records FINAL WHERE project = ${project} AND ${isWantedLog(wanted)}
      ORDER BY time, received_at, trace_id, span_id, id LIMIT ${wanted.limit} OFFSET ${wanted.offset}`,
    options,
  )

function isWantedLog({ traceIds, responseIds }: LogsWanted): SqlText {
  const joined = responseIds.length === 0 ? sql`false` : sql`join_key IN ${responseIds.map((id) => `req:${id}`)}`
  return sql`(trace_id IN ${traceIds} OR ${joined})`
}
