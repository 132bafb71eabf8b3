import { randomUUID } from 'node:crypto'
import type { z } from '@hono/zod-openapi'
import { AppError, type newScoreSchema, type Score } from '@pawl/core'
import type { ReadDeps } from './read-deps.ts'
import { insertScores, type NewScoreRow, readScoresByIds } from './store/scores.ts'

export type ParsedScore = z.output<typeof newScoreSchema>

/**
 * Stores scores and feedback. What they are about need not have arrived yet: telemetry and feedback take different ways.
 */
export async function addScores(
  deps: ReadDeps,
  caller: { readonly project: string; readonly person: string },
  scores: readonly ParsedScore[],
): Promise<readonly Score[]> {
  if (scores.length === 0) throw new AppError('bad_request', 'There is no score in the body.')
  const rows = scores.map((score) => rowOf(score, caller.person))
  await insertScores(deps.telemetry, caller.project, { scores: rows, nowMs: deps.now().getTime() })
  const stored = await readScoresByIds(
    deps.telemetry,
    caller.project,
    rows.map((row) => row.id),
  )
  const byId = new Map(stored.map((score) => [score.id, score]))
  return rows.flatMap((row) => byId.get(row.id) ?? [])
}

function rowOf(score: ParsedScore, person: string): NewScoreRow {
  return {
    id: score.id ?? randomUUID(),
    traceId: score.traceId ?? '',
    spanId: score.spanId ?? '',
    sessionId: score.sessionId ?? '',
    target: score.sessionId !== undefined ? 'session' : score.spanId !== undefined ? 'span' : 'trace',
    name: score.name,
    value: score.value ?? null,
    label: score.label ?? null,
    outcome: score.outcome,
    explanation: score.explanation ?? null,
    source: score.source,
    evaluatorVersion: score.evaluatorVersion ?? null,
    author: person,
  }
}
