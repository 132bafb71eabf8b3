/** So many inserts within a second are a load. One flush of telemetry is two of them. */
const INSERTS = 6
const WITHIN_MS = 1000

/** Whether telemetry pours in, by when the last inserts ended. */
export class InsertLoad {
  readonly #endedMs: number[] = []

  ended(nowMs: number): void {
    this.#endedMs.push(nowMs)
    if (this.#endedMs.length > INSERTS) this.#endedMs.shift()
  }

  isHigh(nowMs: number): boolean {
    const [oldest] = this.#endedMs
    return oldest !== undefined && this.#endedMs.length === INSERTS && nowMs - oldest < WITHIN_MS
  }
}
