import { AppError } from '@pawl/core'
import type { IngestOutcome, IngestRequest } from '../receiver/index.ts'
import type { ContentRules } from './clean-content.ts'
import { FlushPlanner, type PlannedFlush } from './flush-planner.ts'
import type { IngestStore, Unsummarised } from './ingest-store.ts'
import { prepareRequest } from './prepare-request.ts'
import type { Prepared } from './prepared.ts'

export interface EngineOptions {
  readonly now: () => number
  /** Spans and logs that one flush takes at most. */
  readonly maxFlushItems: number
  /** Bytes of request bodies that may wait; past it a request is refused with 429. */
  readonly maxWaitingBytes: number
  readonly maxCachedSpans: number
  /** Of this server among those that write to the same store: 0 to 999. */
  readonly slot: number
}

const defaultEngineOptions: EngineOptions = {
  now: Date.now,
  maxFlushItems: 16_384,
  maxWaitingBytes: 128 * 1024 * 1024,
  maxCachedSpans: 50_000,
  slot: 0,
}

const RECONCILE_TRACES = 500
/** In microseconds: servers see each other's flushes within this, and learn of each other. */
const MENDED_WITHIN = 60_000_000n
/** A flush that wrote spans so long ago has written its summaries too, unless its server is gone. */
const SURELY_SUMMARISED = 10_000_000n
/** Items that must wait before a second flush is written beside the first: small ones cost more than they hasten. */
const ENOUGH_FOR_A_SECOND = 1_000

interface Waiting {
  readonly prepared: Prepared
  readonly itemCount: number
  readonly byteCount: number
  settle(error?: unknown): void
}

/**
 * Takes requests, prepares one after the other, and commits what waits as one flush while the next requests are prepared.
 * A request is answered when its flush is durable.
 */
export class IngestEngine {
  readonly #store: IngestStore
  readonly #options: EngineOptions
  readonly #planner: FlushPlanner
  #waiting: Waiting[] = []
  /** Of requests that wait to be prepared or to be flushed. */
  #waitingBytes = 0
  #flushing: Promise<void> | undefined
  #lastTurn: Promise<unknown> = Promise.resolve()
  /** Flushes whose spans are being written. */
  readonly #writing = new Set<Promise<void>>()
  #onArrival: () => void = () => undefined
  /** Traces that were looked at, with the version of their newest span then. */
  #mended: ReadonlyMap<string, string> = new Map()
  /** The commit of the flush before, to which the next must keep its order. */
  #earlier: Promise<void> = Promise.resolve()

  constructor(store: IngestStore, options: Partial<EngineOptions> = {}) {
    this.#store = store
    this.#options = { ...defaultEngineOptions, ...options }
    this.#planner = new FlushPlanner(store, this.#options)
  }

  /**
   * Summarises traces whose spans were stored but whose summary was not, because the process ended in between. To be
   * done before anything is taken in.
   */
  async reconcile(): Promise<void> {
    await this.#planner.startAfterStored()
    await this.#summarise(await this.#store.unsummarised())
  }

  async #summarise(traces: readonly Unsummarised[]): Promise<void> {
    for (const project of new Set(traces.map((trace) => trace.project))) {
      const own = traces.filter((trace) => trace.project === project)
      for (let start = 0; start < own.length; start += RECONCILE_TRACES) {
        const planned = await this.#planner.planSummaries(project, own.slice(start, start + RECONCILE_TRACES))
        await this.#commit(planned, { written: this.#store.writeSpans(planned.plan.spans), earlier: Promise.resolve() })
      }
    }
  }

  /** While other servers write to the same store, none may trust what it remembers. */
  share(isShared: boolean): Promise<void> {
    return this.#planner.share(isShared)
  }

  /**
   * Summarises traces anew to which several servers added spans at the same moment, each without those of the others; and
   * those whose server ended before it had summarised them. To be done by one of them again and again.
   */
  async mend(): Promise<void> {
    const now = BigInt(this.#options.now()) * 1000n
    const found = await this.#store.disputed(now - MENDED_WITHIN, now - SURELY_SUMMARISED)
    const unseen = found.filter(
      ({ project, trace_id, newest }) =>
        this.#mended.get(project + trace_id) !== newest && !this.#planner.isInFlight(project, trace_id),
    )
    await this.#summarise(unseen)
    this.#mended = new Map(found.map(({ project, trace_id, newest }) => [project + trace_id, newest]))
  }

  /** Learns which traces exist. Until it is done every trace is looked up, which is right but slower. */
  prime(): Promise<void> {
    return this.#planner.prime()
  }

  async ingest(request: IngestRequest, rules: ContentRules): Promise<IngestOutcome> {
    const byteCount = request.body.byteLength
    if (this.#waitingBytes > 0 && this.#waitingBytes + byteCount > this.#options.maxWaitingBytes) {
      throw new AppError('too_many_requests', 'Too much telemetry waits to be stored.', { retryAfterS: 1 })
    }
    this.#waitingBytes += byteCount
    let isTaken = false
    try {
      const prepared = await this.#inTurn(() => prepareRequest(request, rules, this.#options.now()))
      const itemCount = prepared.spans.length + prepared.logs.length
      if (itemCount > 0) {
        await new Promise<void>((resolve, reject) => {
          const settle = (error?: unknown) => (error === undefined ? resolve() : reject(error as Error))
          this.#waiting.push({ prepared, itemCount, byteCount, settle })
          isTaken = true
          this.#onArrival()
          this.#flushing ??= this.#flushAll()
        })
      }
      return { acceptedCount: itemCount, rejectedCount: prepared.rejectedCount, message: prepared.message }
    } finally {
      // What waits to be flushed is counted until it is.
      if (!isTaken) this.#waitingBytes -= byteCount
    }
  }

  /**
   * Prepares one request in each turn of the event loop, so that a flush starts between two: otherwise all connections
   * would wait for each other, and the store for them all.
   */
  #inTurn<Result>(prepare: () => Result): Promise<Result> {
    const turn = this.#lastTurn.then(() => new Promise((resolve) => setImmediate(resolve))).then(prepare)
    this.#lastTurn = turn.catch(() => undefined)
    return turn
  }

  /** Drops what is remembered of these traces: they were changed behind the ingest's back. */
  forget(project: string, traceIds: readonly string[]): void {
    this.#planner.forget(project, traceIds)
  }

  /** Resolves when nothing waits any more. */
  async drain(): Promise<void> {
    await this.#lastTurn
    while (this.#flushing !== undefined) await this.#flushing
    await this.#earlier.catch(() => undefined)
  }

  /**
   * Flushes what waits. While one is written the next is planned, and two write their spans at once when enough waits
   * for both. Trace rows keep the order of the flushes, since each vouches for all older spans.
   */
  async #flushAll(): Promise<void> {
    // Lets requests that arrived in the same turn join the first flush.
    await new Promise((resolve) => setImmediate(resolve))
    while (this.#waiting.length > 0) {
      while (this.#writing.size >= (this.#waitingItems() >= ENOUGH_FOR_A_SECOND ? 2 : 1)) {
        await Promise.race([...this.#writing, this.#nextArrival()])
      }
      await this.#flush(this.#take())
    }
    this.#flushing = undefined
  }

  #waitingItems(): number {
    return this.#waiting.reduce((sum, waiting) => sum + waiting.itemCount, 0)
  }

  #nextArrival(): Promise<void> {
    return new Promise((resolve) => {
      this.#onArrival = resolve
    })
  }

  /** Resolves once the flush is planned. Its requests are answered when it is committed. */
  async #flush(taken: readonly Waiting[]): Promise<void> {
    const earlier = this.#earlier
    const settle = (error?: unknown) => {
      for (const waiting of taken) waiting.settle(error)
    }
    const batch = taken.map((waiting) => waiting.prepared)
    let planned: PlannedFlush
    try {
      if (this.#planner.mayReadContent(batch)) await earlier.catch(() => undefined)
      planned = await this.#planner.plan(batch)
    } catch (error) {
      settle(error)
      return
    } finally {
      for (const { rows } of batch) rows?.release()
    }
    const written = this.#writeSpans(planned, earlier)
    const committed = this.#commit(planned, { written, earlier })
    this.#earlier = committed
    committed.then(
      () => settle(),
      (error: unknown) => {
        // One failure must not fail all that come after it, but what came before it may still be on its way.
        if (this.#earlier === committed) this.#earlier = earlier.catch(() => undefined)
        settle(error)
      },
    )
    const ended = written.catch(() => undefined)
    this.#writing.add(ended)
    ended.then(
      () => this.#writing.delete(ended),
      () => undefined,
    )
  }

  #take(): readonly Waiting[] {
    let items = 0
    let taken = 0
    for (const waiting of this.#waiting) {
      if (taken > 0 && items + waiting.itemCount > this.#options.maxFlushItems) break
      items += waiting.itemCount
      taken++
    }
    const batch = this.#waiting.slice(0, taken)
    this.#waiting = this.#waiting.slice(taken)
    for (const waiting of batch) this.#waitingBytes -= waiting.byteCount
    return batch
  }

  async #writeSpans({ plan }: PlannedFlush, earlier: Promise<void>): Promise<void> {
    // Recounted spans are read from the store.
    if (plan.spans.recounts.length > 0) await earlier
    await this.#store.writeSpans(plan.spans)
  }

  async #commit(
    planned: PlannedFlush,
    { written, earlier }: { readonly written: Promise<void>; readonly earlier: Promise<void> },
  ): Promise<void> {
    try {
      await written
      // Its states build on the flush before: when that failed, this one has.
      await earlier
      await this.#store.writeTraces(planned.plan.traces)
    } catch (error) {
      this.#planner.discard(planned)
      throw error
    }
    this.#planner.settle(planned)
  }
}
