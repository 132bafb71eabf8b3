/** So many inserts within a second are a load. One flush of telemetry is two of them … */
const inserts = 6
const withinMs = 1000
/** … and so many bytes within two: the more comes in, the fewer and larger the inserts become. */
const loadBytes = 8 * 1024 * 1024
const bytesWithinMs = 2000

interface Ended {
  readonly atMs: number
  readonly bytes: number
}

/** Whether telemetry pours in, by when the last inserts ended and how much they were. */
export class InsertLoad {
  #ended: readonly Ended[] = []

  ended(atMs: number, bytes: number): void {
    this.#ended = [...this.#ended.filter((insert) => atMs - insert.atMs < bytesWithinMs), { atMs, bytes }]
  }

  isHigh(nowMs: number): boolean {
    const count = this.#ended.filter(({ atMs }) => nowMs - atMs < withinMs).length
    if (count >= inserts) return true
    const recent = this.#ended.filter(({ atMs }) => nowMs - atMs < bytesWithinMs)
    return recent.reduce((sum, { bytes }) => sum + bytes, 0) >= loadBytes
  }
}
