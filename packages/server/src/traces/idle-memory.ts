/** Smaller memory is not worth keeping. */
const MIN_BYTES = 32 * 1024
/** Whoever asks for some must not hold many times as much. */
const MAX_WASTE = 2

/**
 * Memory of requests and rows that are done with, for those to come. Fresh memory costs a page fault for every few
 * kilobytes, and a full collection of the heap for every sixty-four megabytes that only the collector gives back.
 */
export class IdleMemory {
  readonly #idle: ArrayBuffer[] = []
  readonly #maxCount: number
  readonly #maxBytes: number

  /** Keeps at most so many pieces, none of them larger than `maxBytes`. */
  constructor(maxCount: number, maxBytes: number) {
    this.#maxCount = maxCount
    this.#maxBytes = maxBytes
  }

  /** Whether `take` would make nothing new. */
  has(bytes: number): boolean {
    return this.#bestFor(bytes) !== -1
  }

  /** At least so many bytes, not cleared, alone in their ArrayBuffer. */
  take(bytes: number): Buffer<ArrayBuffer> {
    const best = this.#bestFor(bytes)
    const [found] = best === -1 ? [] : this.#idle.splice(best, 1)
    return found === undefined ? Buffer.allocUnsafeSlow(bytes) : Buffer.from(found)
  }

  #bestFor(bytes: number): number {
    let best = -1
    for (const [at, { byteLength }] of this.#idle.entries()) {
      const isFit = byteLength >= bytes && byteLength <= Math.max(bytes * MAX_WASTE, MIN_BYTES)
      if (isFit && byteLength < (this.#idle[best]?.byteLength ?? Number.POSITIVE_INFINITY)) best = at
    }
    return best
  }

  /** Takes back what nobody reads or writes any more. */
  give(memory: ArrayBuffer): void {
    if (memory.byteLength < MIN_BYTES || memory.byteLength > this.#maxBytes) return
    if (this.#idle.length === this.#maxCount) this.#idle.shift()
    this.#idle.push(memory)
  }
}
