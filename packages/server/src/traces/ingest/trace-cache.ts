import type { CountedDigest } from '@pawl/core'

/** A trace as it stands in the store, as far as its next flush needs it. */
export interface TraceState {
  readonly project: string
  readonly traceId: string
  readonly spans: Map<string, CountedDigest>
  /** Start time under which its summary is filed; undefined before the first flush. */
  filedStartNs: bigint | undefined
}

export const traceKey = (project: string, traceId: string): string => `${traceId}${project}`

/** The traces written last, up to a number of spans. What is not here is read from the store again. */
export class TraceCache {
  readonly #entries = new Map<string, { readonly state: TraceState; readonly size: number }>()
  readonly #maxSpans: number
  #spanCount = 0

  constructor(maxSpans: number) {
    this.#maxSpans = maxSpans
  }

  get(key: string): TraceState | undefined {
    return this.#entries.get(key)?.state
  }

  /** Puts a state in as the youngest and lets the oldest go. */
  put(key: string, state: TraceState): void {
    this.drop(key)
    this.#entries.set(key, { state, size: state.spans.size })
    this.#spanCount += state.spans.size
    for (const oldest of this.#entries.keys()) {
      if (this.#spanCount <= this.#maxSpans || oldest === key) break
      this.drop(oldest)
    }
  }

  /** Forgets a trace, so that its next flush reads what the store really has. */
  drop(key: string): void {
    const entry = this.#entries.get(key)
    if (entry === undefined) return
    this.#entries.delete(key)
    this.#spanCount -= entry.size
  }
}
