import { type SqlText, sql } from '../platform/telemetry/index.ts'
import type { ReadDeps } from './read-deps.ts'
import { eraseSessionScores, eraseTraces, findTraces } from './store/erase-traces.ts'
import { writeAsOf } from './store/own-writes.ts'

export interface DeleteDeps extends ReadDeps {
  /** Makes the ingest forget what it remembers of these traces. */
  readonly forgetTraces: (project: string, traceIds: readonly string[]) => void
  /**
   * Removes what later stages copied from these traces, and from others of the session or user that are gone already.
   * Gives back the traces that were made of these copies.
   */
  readonly eraseCopies: (project: string, of: CopiesOf) => Promise<{ readonly traceIds: readonly string[] }>
  /** Keeps that something was erased, without saying whose it was. */
  readonly recordErasure: (erasure: Erasure) => Promise<unknown>
}

export interface Erasure extends DeleteReport {
  readonly project: string
  readonly who: string
  readonly kind: 'trace' | 'session' | 'user'
}

export interface CopiesOf {
  readonly traceIds: readonly string[]
  readonly sessionId?: string
  readonly userId?: string
}

/** Who asks, and for what. */
export type DeleteRequest = ErasedTraces & { readonly who: string }

type ErasedTraces =
  | { readonly project: string; readonly traceId: string }
  | { readonly project: string; readonly sessionId: string }
  | { readonly project: string; readonly userId: string }

export interface DeleteReport {
  readonly deletedTraces: number
  readonly deletedSpans: number
}

/** Traces of one statement: each id is some forty bytes of SQL. */
const TRACES_AT_ONCE = 2_000

/**
 * Deletes a trace, or all traces of a session or a user, with everything that hangs on them: spans, logs, scores and
 * media that no other trace uses. Telemetry of them that arrives later is stored as new.
 */
export async function deleteTraces(deps: DeleteDeps, { who, ...request }: DeleteRequest): Promise<DeleteReport> {
  const { telemetry } = deps
  const { project } = request
  const found = await findTraces(telemetry, project, conditionOf(request))
  // First, so that a deletion that breaks off finds the traces again.
  const own = found.map((trace) => trace.traceId)
  const made = await deps.eraseCopies(project, { ...request, traceIds: own })
  const all = [...new Set([...own, ...made.traceIds])]
  await writeAsOf(telemetry, deps.now(), async (version) => {
    for (let first = 0; first < all.length; first += TRACES_AT_ONCE) {
      const traceIds = all.slice(first, first + TRACES_AT_ONCE)
      deps.forgetTraces(project, traceIds)
      await eraseTraces(telemetry, { project, traceIds, version })
    }
    if ('sessionId' in request) await eraseSessionScores(telemetry, { project, sessionId: request.sessionId, version })
  })
  const report = {
    deletedTraces: found.length,
    deletedSpans: found.reduce((sum, trace) => sum + trace.spanCount, 0),
  }
  const kind = 'traceId' in request ? 'trace' : 'sessionId' in request ? 'session' : 'user'
  await deps.recordErasure({ ...report, project, who, kind })
  return report
}

/** Of a session or a user is also a trace that has one span of theirs: it holds what they said. */
function conditionOf(request: ErasedTraces): SqlText {
  if ('traceId' in request) return sql`trace_id = ${request.traceId}`
  const isTheirs = 'sessionId' in request ? sql`session_id = ${request.sessionId}` : sql`user_id = ${request.userId}`
  return sql`(${isTheirs} OR trace_id IN (
    SELECT trace_id FROM spans FINAL WHERE project = ${request.project} AND ${isTheirs}))`
}
