import { joinSql, type SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'
import { saysSomething } from './content-sections.ts'
import type { SpanKey } from './export-rows.ts'
import { newestByKey } from './newest-traces.ts'
import { timeLiteral } from './trace-conditions.ts'
import type { TraceHead } from './trace-spans.ts'

const options = { kind: 'interactive' } as const

export interface TextSpanKey extends SpanKey {
  readonly has_input: number
  readonly has_output: number
}

/** The root of each of these traces. */
export const readRootKeys = (telemetry: TelemetryStore, project: string, heads: readonly TraceHead[]) =>
  readKeys<SpanKey>(telemetry, {
    project,
    heads,
    more: sql`0 AS byte_count`,
    where: sql`span_id IN ${heads.map((head) => head.summary.rootSpanId)}`,
  })

/** All spans of these traces, and whether they say what went in or came out. Reads their content. */
export const readTextKeys = (telemetry: TelemetryStore, project: string, heads: readonly TraceHead[]) =>
  readKeys<TextSpanKey>(telemetry, {
    project,
    heads,
    more: sql`length(content) AS byte_count, ${saysSomething('input')} AS has_input,
      ${saysSomething('output')} AS has_output`,
    where: sql`true`,
  })

interface KeysQuery {
  readonly project: string
  readonly heads: readonly TraceHead[]
  readonly more: SqlText
  readonly where: SqlText
}

async function readKeys<Key extends SpanKey>(telemetry: TelemetryStore, query: KeysQuery): Promise<readonly Key[]> {
  const { project, heads } = query
  if (heads.length === 0) return []
  const stretches = heads.map(
    ({ startNs, endNs }) => sql`(start_time >= ${timeLiteral(startNs)} AND start_time <= ${timeLiteral(endNs)})`,
  )
  const rows = await telemetry.query<Key>(
    sql`SELECT trace_id, span_id, toString(toUnixTimestamp64Nano(start_time)) AS start_ns, toString(version) AS version,
        is_deleted, response_id, ${query.more}
      FROM spans
      WHERE project = ${project} AND (${joinSql(stretches, ' OR ')})
        AND trace_id IN ${heads.map((head) => head.summary.traceId)} AND ${query.where}
      ORDER BY trace_id, start_time, span_id`,
    options,
  )
  const living = newestByKey(rows, (row) => row.start_ns + row.trace_id + row.span_id)
  return living.filter((row) => row.is_deleted === 0)
}
