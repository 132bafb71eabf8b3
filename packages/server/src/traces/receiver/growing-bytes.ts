import { IdleMemory } from '../idle-memory.ts'

const mostAtFirst = 256 * 1024

const idle = new IdleMemory(12, 4 * 1024 * 1024)

/** Takes the memory of a body that nobody reads any more for bodies to come. */
export const reuseBodyMemory = (memory: ArrayBuffer): void => idle.give(memory)

/**
 * Collects chunks in one buffer that doubles, never in a list: a sender of one-byte chunks would make a list a hundred
 * times larger than its bytes.
 */
export class GrowingBytes {
  length = 0
  private buffer: Uint8Array<ArrayBuffer> = new Uint8Array(0)
  private readonly expectedBytes: number

  /** `expectedBytes` is a hint, 0 when unknown; when it is right the bytes are not copied at the end. */
  constructor(expectedBytes: number) {
    this.expectedBytes = expectedBytes
  }

  /** Bytes of memory that appending `count` bytes would add. */
  growthFor(count: number): number {
    return this.capacityFor(count) - this.buffer.length
  }

  append(chunk: Uint8Array): void {
    const capacity = this.capacityFor(chunk.length)
    if (capacity > this.buffer.length) {
      // Not the shared pool: the buffer is transferred to another thread in the end.
      const grown = idle.take(capacity).subarray(0, capacity)
      grown.set(this.buffer.subarray(0, this.length))
      idle.give(this.buffer.buffer)
      this.buffer = grown
    }
    this.buffer.set(chunk, this.length)
    this.length += chunk.length
  }

  /** All bytes, alone in an ArrayBuffer. Nothing may be appended afterwards. */
  finish(): Uint8Array {
    if (this.length === this.buffer.length) return this.buffer
    const exact = idle.take(this.length).subarray(0, this.length)
    exact.set(this.buffer.subarray(0, this.length))
    idle.give(this.buffer.buffer)
    this.buffer = exact
    return exact
  }

  /** All that is announced where that is there already; else no more than little, until more has come. */
  private firstCapacity(): number {
    return idle.has(this.expectedBytes) ? this.expectedBytes : Math.min(this.expectedBytes, mostAtFirst)
  }

  private capacityFor(count: number): number {
    const needed = this.length + count
    if (needed <= this.buffer.length) return this.buffer.length
    const doubled = this.buffer.length === 0 ? this.firstCapacity() : this.buffer.length * 2
    const capped = needed <= this.expectedBytes ? Math.min(doubled, this.expectedBytes) : doubled
    return Math.max(needed, capped)
  }
}
