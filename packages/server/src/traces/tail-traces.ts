import { AppError, parseSearchTerms, type TraceFilter, type TraceSummary } from '@pawl/core'
import { withScores } from './list-traces.ts'
import type { ReadDeps } from './read-deps.ts'
import { readTraceScores } from './store/attached-scores.ts'
import { ChangedTraces } from './store/changed-traces.ts'
import { readNewest } from './store/newest-traces.ts'
import { timeConditions } from './store/trace-conditions.ts'
import { orderOf, type TracePosition } from './store/trace-position.ts'

const POLL_MS = 1000
/** What a reader may lag behind; one that lags further is let go. */
const MAX_WAITING = 2000

export interface FollowRequest {
  readonly project: string
  readonly filter: TraceFilter
  /** Ends the following. */
  readonly signal: AbortSignal
  /** Called when the following breaks off, also while nobody reads; the iteration throws the same. */
  readonly onFailure: (failure: Error) => void
}

interface Follower extends FollowRequest {
  readonly waiting: TraceSummary[]
  failure: Error | undefined
  wake: () => void
}

interface Watch {
  readonly followers: Set<Follower>
  /** Resolves when what is stored by then counts as known. */
  readonly ready: Promise<ChangedTraces>
}

/**
 * Follows the traces of a project as they arrive and change. All followers of a project share one look at the store each
 * second, and those with the same filter share its evaluation.
 */
export class TraceTail {
  readonly #deps: ReadDeps
  readonly #watches = new Map<string, Watch>()

  constructor(deps: ReadDeps) {
    this.#deps = deps
  }

  /**
   * Traces of the filter that arrive or change once this has resolved, oldest change first, until the signal aborts. It
   * breaks off with `too_many_requests` when its reader falls too far behind, and with what the store throws.
   */
  async follow(request: FollowRequest): Promise<AsyncIterable<TraceSummary>> {
    const follower: Follower = { ...request, waiting: [], failure: undefined, wake: () => undefined }
    const watch = this.#watches.get(request.project) ?? this.#start(request.project)
    const leave = () => {
      watch.followers.delete(follower)
      follower.wake()
    }
    watch.followers.add(follower)
    request.signal.addEventListener('abort', leave, { once: true })
    try {
      await watch.ready
    } catch (error) {
      leave()
      throw error
    }
    return read(follower, leave)
  }

  #start(project: string): Watch {
    const watch: Watch = { followers: new Set(), ready: ChangedTraces.since(this.#deps.telemetry, project) }
    this.#watches.set(project, watch)
    this.#run(project, watch).catch((error: unknown) => {
      for (const follower of watch.followers)
        breakOff(watch, follower, error instanceof Error ? error : new Error(String(error)))
    })
    return watch
  }

  /** Looks as long as anybody follows. */
  async #run(project: string, watch: Watch): Promise<void> {
    try {
      const changes = await watch.ready
      while (watch.followers.size > 0) {
        const changed = await changes.next()
        if (changed.length > 0) await this.#tell(project, watch, changed)
        await pause(POLL_MS)
      }
    } finally {
      this.#watches.delete(project)
    }
  }

  async #tell(project: string, watch: Watch, changed: readonly TracePosition[]): Promise<void> {
    const byFilter = new Map<string, Follower[]>()
    for (const follower of watch.followers) {
      const key = JSON.stringify(follower.filter)
      byFilter.set(key, [...(byFilter.get(key) ?? []), follower])
    }
    for (const own of byFilter.values()) {
      const [first] = own
      if (first === undefined) continue
      const traces = await this.#readChanged(project, first.filter, changed)
      for (const follower of own) push(watch, follower, traces)
    }
  }

  async #readChanged(
    project: string,
    filter: TraceFilter,
    changed: readonly TracePosition[],
  ): Promise<readonly TraceSummary[]> {
    const { telemetry } = this.#deps
    const terms = parseSearchTerms(filter.q ?? '', filter.in)
    const scope = { project, filter, terms, order: orderOf('start'), extra: timeConditions(filter) }
    const found = await readNewest(telemetry, scope, changed)
    const rank = new Map(changed.map(({ traceId }, index) => [traceId, index]))
    const ordered = found.toSorted((a, b) => (rank.get(a.position.traceId) ?? 0) - (rank.get(b.position.traceId) ?? 0))
    const summaries = ordered.map((trace) => trace.summary)
    const traceIds = summaries.map((summary) => summary.traceId)
    return withScores(summaries, await readTraceScores(telemetry, project, traceIds))
  }
}

async function* read(follower: Follower, leave: () => void): AsyncIterable<TraceSummary> {
  try {
    while (!follower.signal.aborted) {
      if (follower.failure !== undefined) throw follower.failure
      const [next] = follower.waiting.splice(0, 1)
      if (next !== undefined) yield next
      else await woken(follower)
    }
  } finally {
    leave()
  }
}

const woken = (follower: Follower): Promise<void> =>
  new Promise((resolve) => {
    follower.wake = resolve
  })

function push(watch: Watch, follower: Follower, traces: readonly TraceSummary[]): void {
  if (follower.waiting.length + traces.length > MAX_WAITING) {
    const failure = new AppError('too_many_requests', 'More traces arrive than are read.', {
      fix: 'Follow fewer, with a filter.',
    })
    breakOff(watch, follower, failure)
    return
  }
  follower.waiting.push(...traces)
  follower.wake()
}

function breakOff(watch: Watch, follower: Follower, failure: Error): void {
  watch.followers.delete(follower)
  follower.waiting.length = 0
  follower.failure = failure
  follower.wake()
  follower.onFailure(failure)
}

const pause = (durationMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, durationMs))
