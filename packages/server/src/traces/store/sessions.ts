import { sql, type TelemetryStore } from '../../platform/telemetry/index.ts'

export interface SessionRow {
  readonly session_id: string
  readonly start_ns: string
  readonly end_ns: string
  readonly traces: number
  readonly errors: number
  readonly user: string
  readonly tokens: number
  readonly cost: number
  readonly first_input: string
  readonly last_output: string
}

/**
 * Figures over all traces of these sessions, run trials left out. A trace counts where its newest version says it
 * belongs: FINAL over whatever keys any version of a session's traces has.
 */
export function readSessionRows(
  telemetry: TelemetryStore,
  project: string,
  sessionIds: readonly string[],
): Promise<readonly SessionRow[]> {
  if (sessionIds.length === 0) return Promise.resolve([])
  return telemetry.query<SessionRow>(
    sql`SELECT session_id, toString(toUnixTimestamp64Nano(min(start_time))) AS start_ns,
        toString(toUnixTimestamp64Nano(max(end_time))) AS end_ns, count() AS traces, countIf(status = 'error') AS errors,
        argMaxIf(user_id, start_time, user_id != '') AS user, sum(total_tokens) AS tokens, sum(cost_nusd) AS cost,
        argMin(input_preview, start_time) AS first_input, argMax(output_preview, start_time) AS last_output
      FROM traces FINAL
      PREWHERE project = ${project} AND (start_time, trace_id) IN (
        SELECT start_time, trace_id FROM traces WHERE project = ${project} AND session_id IN ${sessionIds})
      WHERE session_id IN ${sessionIds} AND run_id = ''
      GROUP BY session_id`,
    { kind: 'interactive' },
  )
}

/** The last traces of a session, in the order they began. */
export async function readSessionTraceIds(
  telemetry: TelemetryStore,
  project: string,
  session: { readonly sessionId: string; readonly limit: number },
): Promise<readonly string[]> {
  const rows = await telemetry.query<{ readonly trace_id: string }>(
    sql`SELECT trace_id FROM traces FINAL
      PREWHERE project = ${project} AND (start_time, trace_id) IN (
        SELECT start_time, trace_id FROM traces WHERE project = ${project} AND session_id = ${session.sessionId})
      WHERE session_id = ${session.sessionId} AND run_id = ''
      ORDER BY start_time DESC, trace_id DESC LIMIT ${session.limit}`,
    { kind: 'interactive' },
  )
  return rows.map((row) => row.trace_id).reverse()
}
