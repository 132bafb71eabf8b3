import { sql, type TelemetryStore } from '../platform/telemetry/index.ts'
import { insertScores, type NewScoreRow } from './store/scores.ts'
import { readHeads } from './store/trace-spans.ts'

export type EvaluatorScore = Omit<NewScoreRow, 'sessionId' | 'target' | 'author' | 'label'>

/** Stores what evaluators said of traces and spans; a score with an id that exists replaces it. */
export const putEvaluatorScores = (
  telemetry: TelemetryStore,
  project: string,
  { scores, now }: { readonly scores: readonly EvaluatorScore[]; readonly now: Date },
): Promise<void> =>
  insertScores(telemetry, project, {
    scores: scores.map((score) => ({
      ...score,
      sessionId: '',
      target: score.spanId === '' ? 'trace' : 'span',
      label: null,
      author: null,
    })),
    nowMs: now.getTime(),
    isBackground: true,
  })

/** Of these ids those that hold a score of that version. */
export async function findEvaluatorScores(
  telemetry: TelemetryStore,
  project: string,
  { ids, evaluatorVersion }: { readonly ids: readonly string[]; readonly evaluatorVersion: string },
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const rows = await telemetry.query<{ id: string }>(
    sql`SELECT id FROM scores FINAL PREWHERE project = ${project} AND id IN ${ids}
      WHERE evaluator_version = ${evaluatorVersion}`,
    { kind: 'background' },
  )
  return new Set(rows.map(({ id }) => id))
}

/**
 * Takes scores away that were put to traces while these were being deleted: a deletion can only take those that it finds.
 */
export async function eraseGhostScores(
  telemetry: TelemetryStore,
  project: string,
  { traceIds, now }: { readonly traceIds: readonly string[]; readonly now: Date },
): Promise<void> {
  const living = new Set((await readHeads(telemetry, project, traceIds)).map(({ summary }) => summary.traceId))
  const gone = traceIds.filter((traceId) => !living.has(traceId))
  if (gone.length === 0) return
  const isOne = sql`project = ${project} AND trace_id IN ${gone}`
  const [found] = await telemetry.query<{ n: number }>(sql`SELECT count() AS n FROM scores FINAL WHERE ${isOne}`, {
    kind: 'background',
  })
  if ((found?.n ?? 0) === 0) return
  await telemetry.command(
    sql`INSERT INTO scores (project, id, created_at, version, is_deleted)
      SELECT project, id, created_at, greatest(version + 1, ${now.getTime() * 1000}), 1 FROM scores FINAL WHERE ${isOne}`,
    { kind: 'background' },
  )
  await telemetry.command(sql`DELETE FROM scores WHERE ${isOne} AND is_deleted = 0`, { kind: 'background' })
}
