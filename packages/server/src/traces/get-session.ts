import { AppError, type SessionDetail } from '@pawl/core'
import { sessionOf } from './list-sessions.ts'
import { withScores } from './list-traces.ts'
import type { ReadDeps } from './read-deps.ts'
import { readTurns } from './read-turns.ts'
import { readSessionScores, readTraceScores } from './store/attached-scores.ts'
import { readSessionRows, readSessionTraceIds } from './store/sessions.ts'
import { readHeads } from './store/trace-spans.ts'

/** A session with more turns is shown from here to its end; its figures count all. */
const MAX_TURNS = 200

/**
 * A session as a conversation: its traces in order, each with what went in and what came out in full.
 *
 * @throws AppError `not_found`
 */
export async function getSession(
  deps: Pick<ReadDeps, 'telemetry'>,
  project: string,
  sessionId: string,
): Promise<SessionDetail> {
  const { telemetry } = deps
  const [[row], traceIds, scores] = await Promise.all([
    readSessionRows(telemetry, project, [sessionId]),
    readSessionTraceIds(telemetry, project, { sessionId, limit: MAX_TURNS }),
    readSessionScores(telemetry, project, sessionId),
  ])
  if (row === undefined) {
    throw new AppError('not_found', `There is no session ${JSON.stringify(sessionId)} in project ${project}.`, {
      fix: 'Look at `pawl sessions list`.',
    })
  }
  const found = new Map((await readHeads(telemetry, project, traceIds)).map((head) => [head.summary.traceId, head]))
  const heads = traceIds.flatMap((traceId) => found.get(traceId) ?? [])
  const [traceScores, turns] = await Promise.all([
    readTraceScores(telemetry, project, traceIds),
    readTurns(deps, project, heads),
  ])
  const summaries = heads.map((head) => head.summary)
  return {
    session: sessionOf(row),
    turns: withScores(summaries, traceScores).map((trace) => {
      const turn = turns.get(trace.traceId)
      return { trace, input: turn?.input || trace.inputPreview, output: turn?.output || trace.outputPreview }
    }),
    scores: [...scores],
  }
}
