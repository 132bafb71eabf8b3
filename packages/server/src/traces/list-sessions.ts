import { parseSearchTerms, type SessionList, type SessionSummary, type TraceFilter } from '@pawl/core'
import { sql } from '../platform/telemetry/index.ts'
import type { ReadDeps } from './read-deps.ts'
import type { CandidateScope } from './store/candidates.ts'
import type { FoundTrace } from './store/newest-traces.ts'
import { readSessionRows, type SessionRow } from './store/sessions.ts'
import { readTracePage } from './store/trace-pages.ts'
import { cursorOf, orderOf, positionOfCursor, type TracePosition } from './store/trace-position.ts'
import { isoOfNs } from './store/trace-summary.ts'

export interface SessionsRequest {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly user?: string[] | undefined
  readonly q?: string | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

const sort = '-start'

/**
 * Sessions with a trace that fits, the one whose fitting trace began last first. The figures are those of the whole
 * session.
 *
 * @throws AppError `bad_request` for a cursor of another list
 */
export async function listSessions(deps: ReadDeps, project: string, request: SessionsRequest): Promise<SessionList> {
  const { limit, cursor, ...filter } = request
  const after = cursor === undefined ? undefined : positionOfCursor(sort, cursor)
  const search = { project, filter: { ...filter, runs: 'exclude' as const }, after }
  const found = await findSessions(deps, search, limit + 1)
  const page = found.slice(0, limit)
  const last = page.at(-1)
  const rows = await readSessionRows(
    deps.telemetry,
    project,
    page.map(({ sessionId }) => sessionId),
  )
  const summaries = new Map(rows.map((row) => [row.session_id, sessionOf(row)]))
  return {
    sessions: page.flatMap(({ sessionId }) => summaries.get(sessionId) ?? []),
    nextCursor: last === undefined || found.length <= limit ? null : cursorOf(sort, last.position),
  }
}

interface SessionSearch {
  readonly project: string
  readonly filter: TraceFilter
  readonly after: TracePosition | undefined
}

interface FoundSession {
  readonly sessionId: string
  /** Of its newest trace that fits. */
  readonly position: TracePosition
}

/** Traces newest first; a session stands where its first trace comes by. */
async function findSessions(deps: ReadDeps, search: SessionSearch, wanted: number): Promise<readonly FoundSession[]> {
  const found: FoundSession[] = []
  const passed = new Set<string>()
  let after = search.after
  while (found.length < wanted) {
    const size = Math.max(2 * (wanted - found.length), 20)
    const traces = await readTraces(deps, { ...search, after }, { wanted: size, except: [...passed] })
    const firsts = firstOfEach(traces, passed)
    const earlier = await listedEarlier(deps, search, firsts)
    found.push(...firsts.filter(({ sessionId }) => !earlier.has(sessionId)))
    if (traces.length < size) break
    after = traces.at(-1)?.position
  }
  return found
}

function firstOfEach(traces: readonly FoundTrace[], passed: Set<string>): readonly FoundSession[] {
  const firsts: FoundSession[] = []
  for (const { summary, position } of traces) {
    if (passed.has(summary.sessionId)) continue
    passed.add(summary.sessionId)
    firsts.push({ sessionId: summary.sessionId, position })
  }
  return firsts
}

/** Those of the sessions that have a fitting trace before the page, and so stood on an earlier one. */
async function listedEarlier(
  deps: ReadDeps,
  search: SessionSearch,
  sessions: readonly FoundSession[],
): Promise<ReadonlySet<string>> {
  const { after, filter, project } = search
  const earlier = new Set<string>()
  let left = sessions.map(({ sessionId }) => sessionId)
  while (after !== undefined && left.length > 0) {
    const traces = await readTracePage(deps.telemetry, {
      scope: scopeOf(project, { ...filter, from: isoOfNs(after.startNs), session: left }),
      after: undefined,
      wanted: 200,
      nowMs: deps.now().getTime(),
    })
    for (const { summary, position } of traces) {
      if (position.startNs > after.startNs || position.traceId >= after.traceId) earlier.add(summary.sessionId)
    }
    const rest = left.filter((sessionId) => !earlier.has(sessionId))
    if (traces.length < 200 || rest.length === left.length) break
    left = rest
  }
  return earlier
}

function readTraces(
  deps: ReadDeps,
  { project, filter, after }: SessionSearch,
  { wanted, except }: { readonly wanted: number; readonly except: readonly string[] },
): Promise<readonly FoundTrace[]> {
  const scope = scopeOf(project, filter)
  const isNew = except.length === 0 ? scope.extra : sql`${scope.extra} AND session_id NOT IN ${except}`
  return readTracePage(deps.telemetry, {
    scope: { ...scope, extra: isNew },
    after,
    wanted,
    nowMs: deps.now().getTime(),
  })
}

const scopeOf = (project: string, filter: TraceFilter): CandidateScope => ({
  project,
  filter,
  terms: parseSearchTerms(filter.q ?? '', filter.in),
  order: orderOf(sort),
  extra: sql`session_id != ''`,
})

export function sessionOf(row: SessionRow): SessionSummary {
  return {
    sessionId: row.session_id,
    startTime: isoOfNs(BigInt(row.start_ns)),
    endTime: isoOfNs(BigInt(row.end_ns)),
    traceCount: row.traces,
    errorCount: row.errors,
    userId: row.user,
    totalTokens: row.tokens,
    costUsd: row.cost / 1e9,
    firstInput: row.first_input,
    lastOutput: row.last_output,
  }
}
