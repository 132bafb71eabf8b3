import type { ProviderLimits } from '@pawl/core'
import { SlidingWindow } from './sliding-window.ts'

export interface Entry {
  /** What the call may use, for the limit of tokens a minute. */
  readonly tokens: number
  /** Goes before those that have not been tried yet. */
  readonly isRetry: boolean
  readonly signal: AbortSignal | undefined
}

/** A place at the provider. Whoever has one must leave, whatever happens. */
export interface Slot {
  /** `usedTokens` corrects the estimate; null where nobody knows. Only the first call counts. */
  leave(outcome: { readonly usedTokens: number | null; readonly isAnswered: boolean }): void
}

interface Waiting extends Entry {
  readonly admit: (slot: Slot) => void
}

const longestTimerMs = 60_000

/**
 * Lets calls to one account of a provider through: so many at once, so many a minute, first come first served. A
 * provider that says "too many" pauses them all, and then gets half as many at once, growing again with every answer.
 */
export class ProviderGate {
  readonly #now: () => number
  #limits: ProviderLimits
  /** At once, as far as the provider has shown to take them. */
  #width: number
  #active = 0
  #pausedUntilMs = 0
  #waiting: Waiting[] = []
  #timer: NodeJS.Timeout | null = null
  readonly #requests = new SlidingWindow()
  readonly #tokens = new SlidingWindow()

  constructor(limits: ProviderLimits, now: () => number) {
    this.#limits = limits
    this.#width = limits.maxConcurrency
    this.#now = now
  }

  get activeCount(): number {
    return this.#active
  }

  setLimits(limits: ProviderLimits): void {
    if (limits.maxConcurrency !== this.#limits.maxConcurrency) this.#width = limits.maxConcurrency
    this.#limits = limits
    this.#admitAll()
  }

  /** Waits for a slot. Rejects with the reason of `signal`. */
  enter(entry: Entry): Promise<Slot> {
    return new Promise((resolve, reject) => {
      const { signal } = entry
      if (signal?.aborted === true) {
        reject(signal.reason)
        return
      }
      const onAbort = () => {
        this.#waiting = this.#waiting.filter((one) => one !== waiting)
        reject(signal?.reason)
      }
      const waiting: Waiting = {
        ...entry,
        admit: (slot) => {
          signal?.removeEventListener('abort', onAbort)
          resolve(slot)
        },
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      if (entry.isRetry) this.#waiting.unshift(waiting)
      else this.#waiting.push(waiting)
      this.#admitAll()
    })
  }

  /** The provider asked for less: nothing goes there for so long, and less at once after it. */
  pause(delayMs: number): void {
    const nowMs = this.#now()
    // Calls that were on their way together are refused together; that counts once.
    if (nowMs >= this.#pausedUntilMs) this.#width = Math.max(1, this.#width / 2)
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, nowMs + delayMs)
    this.#admitAll()
  }

  #admitAll(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (this.#active >= Math.max(1, Math.floor(this.#width))) return
      const waitMs = this.#waitFor(next)
      if (waitMs > 0) {
        this.#comeBackIn(waitMs)
        return
      }
      this.#waiting.shift()
      next.admit(this.#take(next))
    }
  }

  #waitFor({ tokens }: Entry): number {
    const nowMs = this.#now()
    const { requestsPerMinute, tokensPerMinute } = this.#limits
    return Math.max(
      this.#pausedUntilMs - nowMs,
      this.#requests.waitFor(1, requestsPerMinute, nowMs),
      this.#tokens.waitFor(tokens, tokensPerMinute, nowMs),
    )
  }

  #take({ tokens }: Entry): Slot {
    const nowMs = this.#now()
    this.#active++
    // Only what is limited is counted.
    if (this.#limits.requestsPerMinute !== null) this.#requests.add(1, nowMs)
    const counted = this.#limits.tokensPerMinute === null ? null : this.#tokens.add(tokens, nowMs)
    let isOpen = true
    return {
      leave: ({ usedTokens, isAnswered }) => {
        if (!isOpen) return
        isOpen = false
        this.#active--
        if (counted !== null && usedTokens !== null) counted.amount = usedTokens
        if (isAnswered) this.#width = Math.min(this.#limits.maxConcurrency, this.#width + 1 / this.#width)
        this.#admitAll()
      },
    }
  }

  #comeBackIn(waitMs: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(
      () => {
        this.#timer = null
        this.#admitAll()
      },
      Math.min(waitMs, longestTimerMs),
    ).unref()
  }
}
