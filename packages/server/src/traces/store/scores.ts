import { sql, type TelemetryStore } from '../../platform/telemetry/index.ts'
import { scoreColumns } from '../ingest/score-row.ts'
import { readScores } from './attached-scores.ts'

export interface NewScoreRow {
  readonly id: string
  readonly traceId: string
  readonly spanId: string
  readonly sessionId: string
  readonly target: 'span' | 'trace' | 'session'
  readonly name: string
  readonly value: number | null
  readonly label: string | null
  readonly outcome: string
  readonly explanation: string | null
  readonly source: string
  readonly evaluatorVersion: string | null
  readonly author: string | null
}

/** Writes scores; one with an id that exists replaces it. */
export async function insertScores(
  telemetry: TelemetryStore,
  project: string,
  batch: { readonly scores: readonly NewScoreRow[]; readonly nowMs: number; readonly isBackground?: boolean },
): Promise<void> {
  const rows = batch.scores.map((score) =>
    JSON.stringify([
      project,
      score.id,
      score.traceId,
      score.spanId,
      score.sessionId,
      score.target,
      score.name,
      score.value,
      score.label,
      score.outcome,
      score.explanation,
      score.source,
      score.evaluatorVersion,
      score.author,
      (batch.nowMs / 1000).toFixed(3),
      batch.nowMs * 1000,
      0,
    ]),
  )
  await telemetry.insert({
    table: 'scores',
    columns: scoreColumns,
    format: 'JSONCompactEachRow',
    rows: new TextEncoder().encode(`${rows.join('\n')}\n`),
    isBackground: batch.isBackground ?? false,
  })
}

export const readScoresByIds = (telemetry: TelemetryStore, project: string, ids: readonly string[]) =>
  readScores(telemetry, project, sql`id IN ${ids}`)

export interface ScoresQuery {
  readonly traceId?: string | undefined
  readonly sessionId?: string | undefined
  readonly name?: string | undefined
  readonly limit: number
}

/** The newest scores that fit. */
export function listScores(telemetry: TelemetryStore, project: string, query: ScoresQuery) {
  const trace = query.traceId === undefined ? sql`true` : sql`trace_id = ${query.traceId}`
  const session = query.sessionId === undefined ? sql`true` : sql`session_id = ${query.sessionId}`
  const name = query.name === undefined ? sql`true` : sql`name = ${query.name}`
  return readScores(
    telemetry,
    project,
    sql`id IN (SELECT id FROM scores FINAL WHERE project = ${project} AND ${trace} AND ${session} AND ${name}
      ORDER BY created_at DESC, id DESC LIMIT ${query.limit})`,
  )
}

/** Hides a score and takes it off the disk. */
export async function eraseScore(
  telemetry: TelemetryStore,
  project: string,
  score: { readonly id: string; readonly nowMs: number },
): Promise<void> {
  await telemetry.command(
    sql`INSERT INTO scores (project, id, created_at, version, is_deleted)
      SELECT project, id, created_at, greatest(version + 1, ${score.nowMs * 1000}), 1 FROM scores FINAL
      WHERE project = ${project} AND id = ${score.id}`,
    { kind: 'background' },
  )
}
