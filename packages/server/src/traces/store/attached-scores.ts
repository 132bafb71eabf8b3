import type { Score } from '@pawl/core'
import { type SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'

interface ScoreRow {
  readonly id: string
  readonly name: string
  readonly value: number | null
  readonly label: string | null
  readonly outcome: Score['outcome']
  readonly explanation: string | null
  readonly source: Score['source']
  readonly evaluator_version: string | null
  readonly target: Score['target']
  readonly trace_id: string
  readonly span_id: string
  readonly session_id: string
  readonly author: string | null
  readonly created_ms: number
}

/** Scores of these traces and of their spans, oldest first. */
export const readTraceScores = (
  telemetry: TelemetryStore,
  project: string,
  traceIds: readonly string[],
): Promise<readonly Score[]> =>
  traceIds.length === 0 ? Promise.resolve([]) : readScores(telemetry, project, sql`trace_id IN ${traceIds}`)

/** Scores given to a session as a whole, oldest first. */
export const readSessionScores = (
  telemetry: TelemetryStore,
  project: string,
  sessionId: string,
): Promise<readonly Score[]> => readScores(telemetry, project, sql`trace_id = '' AND session_id = ${sessionId}`)

/** Scores of a condition on their columns, oldest first. */
export async function readScores(
  telemetry: TelemetryStore,
  project: string,
  where: SqlText,
): Promise<readonly Score[]> {
  const rows = await telemetry.query<ScoreRow>(
    sql`SELECT id, name, value, label, outcome, explanation, source, evaluator_version, target, trace_id, span_id,
        session_id, author, toUnixTimestamp64Milli(created_at) AS created_ms
      FROM scores FINAL WHERE project = ${project} AND ${where} ORDER BY created_at, id`,
    { kind: 'interactive' },
  )
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    value: row.value,
    label: row.label,
    outcome: row.outcome,
    explanation: row.explanation,
    source: row.source,
    evaluatorVersion: row.evaluator_version,
    target: row.target,
    traceId: row.trace_id === '' ? null : row.trace_id,
    spanId: row.span_id === '' ? null : row.span_id,
    sessionId: row.session_id === '' ? null : row.session_id,
    author: row.author,
    createdAt: new Date(row.created_ms).toISOString(),
  }))
}
