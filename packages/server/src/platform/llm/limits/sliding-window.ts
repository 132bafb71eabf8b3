const windowMs = 60_000

export interface WindowEntry {
  amount: number
  readonly atMs: number
}

/** What was used within the last minute, so that no minute ever holds more than the limit. */
export class SlidingWindow {
  #entries: WindowEntry[] = []
  #first = 0

  add(amount: number, nowMs: number): WindowEntry {
    const entry = { amount, atMs: nowMs }
    this.#entries.push(entry)
    return entry
  }

  /** Milliseconds until `amount` more fits under the limit; 0 when it does. More than the limit waits for an empty minute. */
  waitFor(amount: number, limit: number | null, nowMs: number): number {
    if (limit === null) return 0
    this.#forget(nowMs)
    let used = 0
    for (let at = this.#first; at < this.#entries.length; at++) used += this.#entries[at]?.amount ?? 0
    const room = Math.max(0, limit - amount)
    if (used <= room) return 0
    for (let at = this.#first; at < this.#entries.length; at++) {
      const entry = this.#entries[at]
      if (entry === undefined) break
      used -= entry.amount
      if (used <= room) return entry.atMs + windowMs - nowMs
    }
    return windowMs
  }

  #forget(nowMs: number): void {
    while ((this.#entries[this.#first]?.atMs ?? nowMs) <= nowMs - windowMs) this.#first++
    if (this.#first <= 1000) return
    this.#entries = this.#entries.slice(this.#first)
    this.#first = 0
  }
}
