import { AppError } from '@pawl/core'
import type { IngestOutcome, IngestRequest } from '../receiver/index.ts'
import type { ContentRules } from './clean-content.ts'
import type { IngestStore, StoredTrace, Unsummarised, WritePlan } from './ingest-store.ts'
import { LogJoiner } from './join-logs.ts'
import { planFlush, type TouchedTrace } from './plan-flush.ts'
import { prepareRequest } from './prepare-request.ts'
import type { Origin, Prepared, PreparedSpan } from './prepared.ts'
import { SeenFilter } from './seen-filter.ts'
import { emptyTrace, TraceCache, type TraceState, traceKey } from './trace-cache.ts'

export interface EngineOptions {
  readonly now: () => number
  /** Spans and logs that one flush takes at most. */
  readonly maxFlushItems: number
  /** Bytes of request bodies that may wait; past it a request is refused with 429. */
  readonly maxWaitingBytes: number
  readonly maxCachedSpans: number
}

const defaultEngineOptions: EngineOptions = {
  now: Date.now,
  maxFlushItems: 16_384,
  maxWaitingBytes: 128 * 1024 * 1024,
  maxCachedSpans: 50_000,
}

const RECONCILE_TRACES = 500
/** Items that must wait before a second flush is written beside the first: small ones cost more than they hasten. */
const ENOUGH_FOR_A_SECOND = 1_000

/** A flush on its way to the store. */
interface Planned {
  readonly plan: WritePlan
  readonly traces: readonly TouchedTrace[]
  readonly origins: readonly Origin[]
}

interface Waiting {
  readonly prepared: Prepared
  readonly itemCount: number
  readonly byteCount: number
  settle(error?: unknown): void
}

/**
 * Takes requests, prepares them at once, and commits what waits as one flush while the next requests are prepared. A
 * request is answered when its flush is durable.
 */
export class IngestEngine {
  readonly #store: IngestStore
  readonly #options: EngineOptions
  readonly #cache: TraceCache
  readonly #seen = new SeenFilter()
  readonly #logs: LogJoiner
  readonly #seenOrigins = new Set<string>()
  #isPrimed = false
  #waiting: Waiting[] = []
  #waitingBytes = 0
  #flushing: Promise<void> | undefined
  #lastTurn: Promise<unknown> = Promise.resolve()
  /** Flushes whose spans are being written. */
  readonly #writing = new Set<Promise<void>>()
  #onArrival: () => void = () => undefined
  /** The commit of the flush before, to which the next must keep its order. */
  #earlier: Promise<void> = Promise.resolve()
  #lastVersion = 0n

  constructor(store: IngestStore, options: EngineOptions = defaultEngineOptions) {
    this.#store = store
    this.#options = options
    this.#cache = new TraceCache(options.maxCachedSpans)
    this.#logs = new LogJoiner(store, (project, traceId) => this.#mayExist(traceKey(project, traceId)))
  }

  /**
   * Summarises traces whose spans were stored but whose summary was not, because the process ended in between. To be
   * done before anything is taken in.
   */
  async reconcile(): Promise<void> {
    // A clock that was set back must not make new rows older than stored ones.
    this.#lastVersion = await this.#store.newestVersion()
    const lost = await this.#store.unsummarised()
    for (const project of new Set(lost.map((trace) => trace.project))) {
      const own = lost.filter((trace) => trace.project === project)
      for (let start = 0; start < own.length; start += RECONCILE_TRACES) {
        await this.#summarise(project, own.slice(start, start + RECONCILE_TRACES))
      }
    }
  }

  async #summarise(project: string, lost: readonly Unsummarised[]): Promise<void> {
    const ids = lost.map((trace) => trace.trace_id)
    const stored = await this.#store.loadTraces(project, ids, lost)
    const traces = stored.map((trace) => ({
      state: stateOf(project, trace),
      incoming: new Map<string, PreparedSpan>(),
    }))
    const receivedAtMs = this.#options.now()
    const version = this.#nextVersion(receivedAtMs)
    const plan = planFlush({ version, receivedAtMs, traces, logs: [], scores: [], blobs: [], origins: [] })
    await this.#store.writeSpans(plan.spans)
    await this.#store.writeTraces(plan.traces)
  }

  /** Learns which traces exist. Until it is done every trace is looked up, which is right but slower. */
  async prime(): Promise<void> {
    for await (const row of this.#store.traceIds()) this.#seen.add(traceKey(row.project, row.trace_id))
    await this.#logs.prime()
    this.#isPrimed = true
  }

  async ingest(request: IngestRequest, rules: ContentRules): Promise<IngestOutcome> {
    const byteCount = request.body.byteLength
    if (this.#waitingBytes > 0 && this.#waitingBytes + byteCount > this.#options.maxWaitingBytes) {
      throw new AppError('too_many_requests', 'Too much telemetry waits to be stored.', { retryAfterS: 1 })
    }
    const prepared = await this.#inTurn(() => prepareRequest(request, rules, this.#options.now()))
    const itemCount = prepared.spans.length + prepared.logs.length
    if (itemCount > 0) {
      await new Promise<void>((resolve, reject) => {
        const settle = (error?: unknown) => (error === undefined ? resolve() : reject(error as Error))
        this.#waiting.push({ prepared, itemCount, byteCount, settle })
        this.#waitingBytes += byteCount
        this.#onArrival()
        this.#flushing ??= this.#flushAll()
      })
    }
    return { acceptedCount: itemCount, rejectedCount: prepared.rejectedCount, message: prepared.message }
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
    for (const traceId of traceIds) this.#cache.drop(traceKey(project, traceId))
  }

  /** Resolves when nothing waits any more. */
  async drain(): Promise<void> {
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
    let planned: Planned
    try {
      // What reads the store must find everything in it.
      if (this.#logs.mayRead(batch)) await earlier.catch(() => undefined)
      planned = await this.#plan(batch)
    } catch (error) {
      settle(error)
      return
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

  async #writeSpans({ plan }: Planned, earlier: Promise<void>): Promise<void> {
    // Recounted spans are read from the store.
    if (plan.spans.recounts.length > 0) await earlier
    await this.#store.writeSpans(plan.spans)
  }

  async #commit(
    planned: Planned,
    { written, earlier }: { readonly written: Promise<void>; readonly earlier: Promise<void> },
  ): Promise<void> {
    try {
      await written
      // Its states build on the flush before: when that failed, this one has.
      await earlier
      await this.#store.writeTraces(planned.plan.traces)
    } catch (error) {
      this.#forgetPlanned(planned)
      throw error
    }
    for (const { state } of planned.traces) {
      const key = traceKey(state.project, state.traceId)
      if (!this.#seen.has(key)) this.#seen.add(key)
      this.#cache.end(key)
    }
  }

  async #plan(batch: readonly Prepared[]): Promise<Planned> {
    const receivedAtMs = this.#options.now()
    const logs = batch.flatMap((prepared) => prepared.logs)
    const { spans, scores } = await this.#logs.join(batch, receivedAtMs)
    const traces = await this.#touch(spans)
    const origins = this.#newOrigins([...spans, ...logs])
    const plan = planFlush({
      version: this.#nextVersion(receivedAtMs),
      receivedAtMs,
      traces,
      logs,
      scores: [...batch.flatMap((prepared) => prepared.scores), ...scores],
      blobs: batch.flatMap((prepared) => prepared.blobs),
      origins,
    })
    for (const { state } of traces) this.#cache.begin(traceKey(state.project, state.traceId), state)
    return { plan, traces, origins }
  }

  /** The states ran ahead of the store: they are read anew next time. */
  #forgetPlanned({ traces, origins }: Planned): void {
    for (const { state } of traces) this.#cache.drop(traceKey(state.project, state.traceId))
    for (const origin of origins) this.#seenOrigins.delete(originKey(origin))
  }

  async #touch(spans: readonly PreparedSpan[]): Promise<readonly TouchedTrace[]> {
    const incoming = new Map<string, { project: string; traceId: string; spans: Map<string, PreparedSpan> }>()
    for (const prepared of spans) {
      const key = traceKey(prepared.project, prepared.traceId)
      let trace = incoming.get(key)
      if (trace === undefined) {
        trace = { project: prepared.project, traceId: prepared.traceId, spans: new Map() }
        incoming.set(key, trace)
      }
      trace.spans.set(prepared.spanId, prepared)
    }
    const unknown = [...incoming].filter(([key]) => this.#cache.get(key) === undefined)
    const toLoad = unknown.filter(([key]) => this.#mayExist(key)).map(([, trace]) => trace)
    const stored = await this.#load(toLoad)
    return [...incoming].map(([key, { project, traceId, spans: arrived }]) => ({
      state: this.#cache.get(key) ?? stored.get(key) ?? emptyTrace(project, traceId),
      incoming: arrived,
    }))
  }

  async #load(traces: readonly { readonly project: string; readonly traceId: string }[]) {
    const states = new Map<string, TraceState>()
    for (const project of new Set(traces.map((trace) => trace.project))) {
      const ids = traces.filter((trace) => trace.project === project).map((trace) => trace.traceId)
      for (const stored of await this.#store.loadTraces(project, ids)) {
        states.set(traceKey(project, stored.traceId), stateOf(project, stored))
      }
    }
    return states
  }

  #mayExist(key: string): boolean {
    return !this.#isPrimed || this.#seen.has(key)
  }

  #newOrigins(carriers: readonly { readonly origin: Origin }[]): readonly Origin[] {
    const fresh: Origin[] = []
    for (const { origin } of carriers) {
      const key = originKey(origin)
      if (this.#seenOrigins.has(key)) continue
      if (this.#seenOrigins.size > 100_000) this.#seenOrigins.clear()
      this.#seenOrigins.add(key)
      fresh.push(origin)
    }
    return fresh
  }

  #nextVersion(nowMs: number): bigint {
    const now = BigInt(nowMs) * 1000n
    this.#lastVersion = now > this.#lastVersion ? now : this.#lastVersion + 1n
    return this.#lastVersion
  }
}

function stateOf(project: string, { traceId, filedStartNs, spans, counted }: StoredTrace): TraceState {
  return { project, traceId, filedStartNs, spans: new Map(spans.map((span) => [span.spanId, span])), counted }
}

const originKey = (origin: Origin): string => `${origin.id}${origin.project}`
