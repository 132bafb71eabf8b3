import { type SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'

export interface SessionRow {
  readonly session_id: string
  readonly start_ns: string
  readonly end_ns: string
  readonly traces: number
  readonly errors: number
  readonly user_id: string
  readonly tokens: number
  readonly cost_nusd: number
  readonly first_input: string
  readonly last_output: string
}

export interface SessionsQuery {
  readonly project: string
  readonly conditions: SqlText
  /** Sessions come newest first; these are after it. */
  readonly after: { readonly endNs: bigint; readonly sessionId: string } | undefined
  readonly limit: number
}

/** Sessions by the end of their last trace, newest first. */
export function readSessions(telemetry: TelemetryStore, query: SessionsQuery): Promise<readonly SessionRow[]> {
  const { project, conditions, after, limit } = query
  const isAfter = after === undefined ? sql`true` : sql`(last_ns, session_id) < (${after.endNs}, ${after.sessionId})`
  return telemetry.query<SessionRow>(
    sql`SELECT session_id, toString(min(toUnixTimestamp64Nano(start_time))) AS start_ns,
        max(toUnixTimestamp64Nano(end_time)) AS last_ns, toString(last_ns) AS end_ns, count() AS traces,
        countIf(status = 'error') AS errors, argMaxIf(user_id, start_time, user_id != '') AS user_id,
        sum(total_tokens) AS tokens, sum(cost_nusd) AS cost_nusd,
        argMin(input_preview, start_time) AS first_input, argMax(output_preview, start_time) AS last_output
      FROM traces FINAL
      WHERE project = ${project} AND session_id != '' AND run_id = '' AND ${conditions}
      GROUP BY session_id HAVING ${isAfter}
      ORDER BY last_ns DESC, session_id DESC LIMIT ${limit}`,
    { kind: 'interactive' },
  )
}

/** Ids of a session's traces in the order they began, with the time they take up. */
export const readSessionTraces = (
  telemetry: TelemetryStore,
  project: string,
  session: { readonly sessionId: string; readonly limit: number },
): Promise<readonly { readonly trace_id: string; readonly root_span_id: string }[]> =>
  telemetry.query(
    sql`SELECT trace_id, root_span_id FROM traces FINAL
      WHERE project = ${project} AND session_id = ${session.sessionId} ORDER BY start_time, trace_id LIMIT ${session.limit}`,
    { kind: 'interactive' },
  )

/** The searchable text of spans, by trace and span id. */
export async function readContents(
  telemetry: TelemetryStore,
  project: string,
  roots: readonly {
    readonly traceId: string
    readonly spanId: string
    readonly startNs: bigint
    readonly endNs: bigint
  }[],
): Promise<ReadonlyMap<string, string>> {
  if (roots.length === 0) return new Map()
  const from = roots.reduce((least, root) => (root.startNs < least ? root.startNs : least), roots[0]?.startNs ?? 0n)
  const to = roots.reduce((most, root) => (root.endNs > most ? root.endNs : most), 0n)
  const rows = await telemetry.query<{ trace_id: string; span_id: string; content: string }>(
    sql`SELECT trace_id, span_id, substring(content, 1, 100000) AS content FROM spans FINAL
      WHERE project = ${project} AND start_time >= fromUnixTimestamp64Nano(${from}, 'UTC')
        AND start_time <= fromUnixTimestamp64Nano(${to}, 'UTC') AND trace_id IN ${roots.map((root) => root.traceId)}
        AND span_id IN ${roots.map((root) => root.spanId)}`,
    { kind: 'interactive' },
  )
  return new Map(rows.map((row) => [row.trace_id + row.span_id, row.content]))
}
