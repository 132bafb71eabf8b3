import type { CountedUsage, SpanDigest } from '@pawl/core'
import { noStrays, type Strays } from './ingest-store.ts'

/** A trace as it stands in the store, as far as its next flush needs it. */
export interface TraceState {
  readonly project: string
  readonly traceId: string
  readonly spans: Map<string, SpanDigest>
  /** What each span counts, by span id; nothing where it is missing. */
  counted: ReadonlyMap<string, CountedUsage>
  /** Start time under which its summary is filed; undefined before the first flush. */
  filedStartNs: bigint | undefined
  /** Hidden by its next flush. */
  strays: Strays
}

const nothingCounted: ReadonlyMap<string, CountedUsage> = new Map()

export function emptyTrace(project: string, traceId: string): TraceState {
  return { project, traceId, spans: new Map(), counted: nothingCounted, filedStartNs: undefined, strays: noStrays }
}

export const traceKey = (project: string, traceId: string): string => `${traceId}${project}`

/**
 * The traces that are being written, and the open ones written last, up to a number of spans. What is not here is read
 * from the store again. A trace whose root has come is most likely over, since exporters send a root last: remembering
 * it would give the garbage collector more to walk than all other work of the ingest.
 */
export class TraceCache {
  /** With the number of flushes that are writing it: the store does not have it whole yet. */
  readonly #inFlight = new Map<string, { readonly state: TraceState; flushCount: number }>()
  readonly #entries = new Map<string, { readonly state: TraceState; readonly size: number }>()
  readonly #maxSpans: number
  #spanCount = 0
  #isShared = false

  constructor(maxSpans: number) {
    this.#maxSpans = maxSpans
  }

  /** While other servers write to the same traces, only what is being written is remembered. */
  share(isShared: boolean): void {
    this.#isShared = isShared
    if (isShared) for (const key of this.#entries.keys()) this.#evict(key)
  }

  /** Whether a flush with this trace is on its way. */
  isInFlight(key: string): boolean {
    return this.#inFlight.has(key)
  }

  get(key: string): TraceState | undefined {
    return (this.#inFlight.get(key) ?? this.#entries.get(key))?.state
  }

  /** A flush with this trace is on its way. */
  begin(key: string, state: TraceState): void {
    const known = this.#inFlight.get(key)
    if (known === undefined) this.#inFlight.set(key, { state, flushCount: 1 })
    else known.flushCount += 1
  }

  /** A flush with this trace is in the store. */
  end(key: string): void {
    const written = this.#inFlight.get(key)
    if (written === undefined) return
    written.flushCount -= 1
    if (written.flushCount > 0) return
    this.#inFlight.delete(key)
    this.#evict(key)
    if (!this.#isShared && !hasRoot(written.state)) this.#put(key, written.state)
  }

  /** Forgets a trace, so that its next flush reads what the store really has. */
  drop(key: string): void {
    this.#inFlight.delete(key)
    this.#evict(key)
  }

  /** Puts a state in as the youngest and lets the oldest go. */
  #put(key: string, state: TraceState): void {
    this.#entries.set(key, { state, size: state.spans.size })
    this.#spanCount += state.spans.size
    for (const oldest of this.#entries.keys()) {
      if (this.#spanCount <= this.#maxSpans || oldest === key) break
      this.#evict(oldest)
    }
  }

  #evict(key: string): void {
    const entry = this.#entries.get(key)
    if (entry === undefined) return
    this.#entries.delete(key)
    this.#spanCount -= entry.size
  }
}

function hasRoot(state: TraceState): boolean {
  for (const span of state.spans.values()) if (span.parentSpanId === '') return true
  return false
}
