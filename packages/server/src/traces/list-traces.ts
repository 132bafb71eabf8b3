import {
  parseSearchTerms,
  type Score,
  type TraceFilter,
  type TraceList,
  type TraceListQuery,
  type TraceSummary,
} from '@pawl/core'
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
  const scores = new ScoresAhead(telemetry, project)
  const found = await readTracePage(telemetry, {
    scope: scopeOf({ project, filter, order: orderOf(sort) }),
    after: cursor === undefined ? undefined : positionOfCursor(sort, cursor),
    wanted: limit + 1,
    nowMs: now().getTime(),
    onCandidates: (traceIds) => scores.read(traceIds),
  })
  const page = found.slice(0, limit)
  const last = page.at(-1)
  const summaries = page.map((trace) => trace.summary)
  return {
    traces: withScores(summaries, await scores.all()),
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
  return { project, filter, order, extra, terms: parseSearchTerms(filter.q ?? '', filter.in) }
}

/** Reads scores of traces while it is still being found out which of them are shown. */
class ScoresAhead {
  readonly #telemetry: TelemetryStore
  readonly #project: string
  readonly #asked = new Set<string>()
  readonly #reads: Promise<readonly Score[]>[] = []

  constructor(telemetry: TelemetryStore, project: string) {
    this.#telemetry = telemetry
    this.#project = project
  }

  read(traceIds: readonly string[]): void {
    const unasked = [...new Set(traceIds)].filter((traceId) => !this.#asked.has(traceId))
    for (const traceId of unasked) this.#asked.add(traceId)
    const read = readTraceScores(this.#telemetry, this.#project, unasked)
    // Whoever waits for them meets their failure.
    read.catch(() => undefined)
    this.#reads.push(read)
  }

  async all(): Promise<readonly Score[]> {
    return (await Promise.all(this.#reads)).flat()
  }
}

/** Puts the scores of each trace, and of its spans, to its summary. */
export function withScores(summaries: readonly BareSummary[], scores: readonly Score[]): TraceSummary[] {
  const byTrace = new Map<string | null, TraceSummary['scores']>()
  for (const { traceId, name, value, label, outcome } of scores) {
    const own = byTrace.get(traceId)
    if (own === undefined) byTrace.set(traceId, [{ name, value, label, outcome }])
    else own.push({ name, value, label, outcome })
  }
  return summaries.map((summary) => ({ ...summary, scores: byTrace.get(summary.traceId) ?? [] }))
}
