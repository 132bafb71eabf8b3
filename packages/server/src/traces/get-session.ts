import { AppError, type SessionDetail, splitContent } from '@pawl/core'
import { sql } from '../platform/telemetry/index.ts'
import { sessionOf } from './list-sessions.ts'
import { withScores } from './list-traces.ts'
import type { ReadDeps } from './read-deps.ts'
import { readSessionScores } from './store/attached-scores.ts'
import { readContents, readSessions, readSessionTraces } from './store/sessions.ts'
import { readHeads } from './store/trace-spans.ts'

/** Turns that one page shows; a session with more is cut at its start. */
const MAX_TURNS = 500

/**
 * A session as a conversation: its traces in order, each with the whole text of its root.
 *
 * @throws AppError `not_found`
 */
export async function getSession(
  deps: Pick<ReadDeps, 'telemetry'>,
  project: string,
  sessionId: string,
): Promise<SessionDetail> {
  const { telemetry } = deps
  const conditions = sql`session_id = ${sessionId}`
  const [[row], ids, scores] = await Promise.all([
    readSessions(telemetry, { project, conditions, after: undefined, limit: 1 }),
    readSessionTraces(telemetry, project, { sessionId, limit: MAX_TURNS }),
    readSessionScores(telemetry, project, sessionId),
  ])
  if (row === undefined) {
    throw new AppError('not_found', `There is no session ${JSON.stringify(sessionId)} in project ${project}.`, {
      fix: 'Look at `pawl sessions list`.',
    })
  }
  const heads = await readHeads(
    telemetry,
    project,
    ids.map((id) => id.trace_id),
  )
  const ordered = [...heads].sort((a, b) => (a.startNs < b.startNs ? -1 : a.startNs > b.startNs ? 1 : 0))
  const roots = ordered.map(({ summary, startNs, endNs }) => ({
    traceId: summary.traceId,
    spanId: summary.rootSpanId,
    startNs,
    endNs,
  }))
  const contents = await readContents(telemetry, project, roots)
  const traces = await withScores(
    telemetry,
    project,
    ordered.map((head) => head.summary),
  )
  return {
    session: sessionOf(row),
    turns: traces.map((trace) => {
      const { input, output } = splitContent(contents.get(trace.traceId + trace.rootSpanId) ?? '')
      return { trace, input: input || trace.inputPreview, output: output || trace.outputPreview }
    }),
    scores: [...scores],
  }
}
