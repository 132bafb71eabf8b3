import { parseSearchTerms, type TraceFilter, type TraceList, type TraceListQuery, type TraceSummary } from '@pawl/core'
import { type SqlText, sql, type TelemetryStore } from '../platform/telemetry/index.ts'
import type { ReadDeps } from './read-deps.ts'
import { readTraceScores } from './store/attached-scores.ts'
import type { CandidateScope } from './store/candidates.ts'
import { readTracePage } from './store/trace-pages.ts'
import { cursorOf, orderOf, positionOfCursor, type TraceOrder } from './store/trace-position.ts'
import type { BareSummary } from './store/trace-summary.ts'

/**
 * One page of a project's traces, exact under resent, corrected and moved spans before any merge.
 *
 * @throws AppError `bad_request` for a cursor of another list
 */
export async function listTraces(deps: ReadDeps, project: string, query: TraceListQuery): Promise<TraceList> {
  const { telemetry, now } = deps
  const { sort, limit, cursor, ...filter } = query
  const found = await readTracePage(telemetry, {
    scope: scopeOf({ project, filter, order: orderOf(sort) }),
    after: cursor === undefined ? undefined : positionOfCursor(sort, cursor),
    wanted: limit + 1,
    nowMs: now().getTime(),
  })
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return {
    traces: await withScores(
      telemetry,
      project,
      page.map((trace) => trace.summary),
    ),
    nextCursor: last === undefined || found.length <= limit ? null : cursorOf(sort, last.position),
  }
}

interface ScopeParts {
  readonly project: string
  readonly filter: TraceFilter
  readonly order: TraceOrder
  readonly extra?: SqlText
}

function scopeOf({ project, filter, order, extra = sql`true` }: ScopeParts): CandidateScope {
  return { project, filter, order, extra, terms: parseSearchTerms(filter.q ?? '') }
}

/** Puts the scores of each trace, and of its spans, to its summary. */
export async function withScores(
  telemetry: TelemetryStore,
  project: string,
  summaries: readonly BareSummary[],
): Promise<TraceSummary[]> {
  if (summaries.length === 0) return []
  const scores = await readTraceScores(
    telemetry,
    project,
    summaries.map((summary) => summary.traceId),
  )
  const byTrace = new Map<string | null, TraceSummary['scores']>()
  for (const { traceId, name, value, label, outcome } of scores) {
    const own = byTrace.get(traceId)
    if (own === undefined) byTrace.set(traceId, [{ name, value, label, outcome }])
    else own.push({ name, value, label, outcome })
  }
  return summaries.map((summary) => ({ ...summary, scores: byTrace.get(summary.traceId) ?? [] }))
}
