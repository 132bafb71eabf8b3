import type { IngestStore, StoredTrace, Unsummarised, WritePlan } from './ingest-store.ts'
import { LogJoiner } from './join-logs.ts'
import { type Flush, planFlush, type TouchedTrace } from './plan-flush.ts'
import type { Origin, Prepared, PreparedSpan } from './prepared.ts'
import { SeenFilter } from './seen-filter.ts'
import { emptyTrace, TraceCache, type TraceState, traceKey } from './trace-cache.ts'

/** A flush on its way to the store. */
export interface PlannedFlush {
  readonly plan: WritePlan
  readonly traces: readonly TouchedTrace[]
  readonly origins: readonly Origin[]
}

export interface FlushPlannerOptions {
  readonly now: () => number
  readonly maxCachedSpans: number
  /** Of this server among those that write to the same store: 0 to 999. */
  readonly slot: number
}

/**
 * Knows the traces as they stand with everything that was planned, stored or not, and plans one flush after the other
 * on top of that. Each plan ends with `settle` or `discard`.
 */
export class FlushPlanner {
  readonly #store: IngestStore
  readonly #now: () => number
  readonly #slot: bigint
  readonly #cache: TraceCache
  readonly #seen = new SeenFilter()
  readonly #logs: LogJoiner
  readonly #seenOrigins = new Set<string>()
  #isPrimed = false
  #isShared = false
  #isToBeShared = false
  #lastVersion = 0n

  constructor(store: IngestStore, options: FlushPlannerOptions) {
    this.#store = store
    this.#now = options.now
    this.#slot = BigInt(options.slot)
    this.#cache = new TraceCache(options.maxCachedSpans)
    this.#logs = new LogJoiner(store, (project, traceId) => this.#mayExist(traceKey(project, traceId)))
  }

  /** A clock that was set back must not make new rows older than stored ones. */
  async startAfterStored(): Promise<void> {
    this.#lastVersion = await this.#store.newestVersion()
  }

  /**
   * While other servers write to the same store, every trace is looked up. What several write at the same moment none of
   * them can see: see `IngestEngine.mend`.
   */
  async share(isShared: boolean): Promise<void> {
    this.#isToBeShared = isShared
    // The others' traces are not known yet.
    if (this.#isShared && !isShared) await this.prime()
    // Others may have come meanwhile.
    if (this.#isToBeShared !== isShared) return
    this.#isShared = isShared
    this.#cache.share(isShared)
    this.#logs.share(isShared)
  }

  isInFlight(project: string, traceId: string): boolean {
    return this.#cache.isInFlight(traceKey(project, traceId))
  }

  /** Learns which traces exist. Until it is done every trace is looked up, which is right but slower. */
  async prime(): Promise<void> {
    for await (const row of this.#store.traceIds()) {
      const key = traceKey(row.project, row.trace_id)
      if (!this.#seen.has(key)) this.#seen.add(key)
    }
    await this.#logs.prime()
    this.#isPrimed = true
  }

  /** Whether planning this batch may look for stored spans or logs: all that was planned before must be stored then. */
  mayReadContent(batch: readonly Prepared[]): boolean {
    return this.#logs.mayRead(batch)
  }

  async plan(batch: readonly Prepared[]): Promise<PlannedFlush> {
    const receivedAtMs = this.#now()
    const logs = batch.flatMap((prepared) => prepared.logs)
    const { spans, scores } = await this.#logs.join(batch, receivedAtMs)
    const traces = await this.#touch(spans)
    return this.#finish({
      version: this.#nextVersion(receivedAtMs),
      receivedAtMs,
      traces,
      logs,
      scores: [...batch.flatMap((prepared) => prepared.scores), ...scores],
      blobs: batch.flatMap((prepared) => prepared.blobs),
      origins: this.#newOrigins([...spans, ...logs]),
    })
  }

  /** New summaries for those of these traces, whose spans are stored, whose summaries do not have them. */
  async planSummaries(project: string, unsummarised: readonly Unsummarised[]): Promise<PlannedFlush> {
    const ids = unsummarised.map((trace) => trace.trace_id)
    const stored = (await this.#store.loadTraces(project, ids, unsummarised)).filter((trace) => !trace.isSummarised)
    const receivedAtMs = this.#now()
    return this.#finish({
      version: this.#nextVersion(receivedAtMs),
      receivedAtMs,
      traces: stored.map((trace) => ({ state: stateOf(project, trace), incoming: new Map<string, PreparedSpan>() })),
      logs: [],
      scores: [],
      blobs: [],
      origins: [],
    })
  }

  #finish(flush: Flush): PlannedFlush {
    const { traces, origins } = flush
    for (const { state } of traces) this.#cache.begin(traceKey(state.project, state.traceId), state)
    try {
      return { plan: planFlush(flush), traces, origins }
    } catch (error) {
      this.discard(flush)
      throw error
    }
  }

  /** The flush is stored. */
  settle({ traces }: PlannedFlush): void {
    for (const { state } of traces) {
      const key = traceKey(state.project, state.traceId)
      if (!this.#seen.has(key)) this.#seen.add(key)
      this.#cache.end(key)
    }
  }

  /** The flush is not stored, or not whole: its traces are read anew next time. */
  discard({ traces, origins }: Pick<PlannedFlush, 'traces' | 'origins'>): void {
    for (const { state } of traces) this.#cache.drop(traceKey(state.project, state.traceId))
    for (const origin of origins) this.#seenOrigins.delete(originKey(origin))
  }

  /** Drops what is remembered of these traces: they were changed behind the ingest's back. */
  forget(project: string, traceIds: readonly string[]): void {
    for (const traceId of traceIds) this.#cache.drop(traceKey(project, traceId))
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
    return !this.#isPrimed || this.#isShared || this.#seen.has(key)
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

  /** Microseconds since 1970, the last three digits of which say who writes: no two servers give out the same. */
  #nextVersion(nowMs: number): bigint {
    const now = BigInt(nowMs) * 1000n + this.#slot
    const next = (this.#lastVersion / 1000n + 1n) * 1000n + this.#slot
    this.#lastVersion = now > this.#lastVersion ? now : next
    return this.#lastVersion
  }
}

function stateOf(project: string, { traceId, filedStartNs, spans, counted, strays }: StoredTrace): TraceState {
  return { project, traceId, filedStartNs, strays, spans: new Map(spans.map((span) => [span.spanId, span])), counted }
}

const originKey = (origin: Origin): string => `${origin.id}${origin.project}`
