import { AppError, checkSpending } from '@pawl/core'

/** What all calls under one cap have spent and may still spend. US dollars. */
export interface Budget {
  /** Null: no cap. */
  readonly capUsd: number | null
  /** What the calls that have ended cost, as far as their price is known. */
  readonly spentUsd: number
  /** The estimates of the calls that are on their way. */
  readonly reservedUsd: number
  /**
   * Sets `estimateUsd` aside (null: no price is known). Where the cap only stands in the way of calls whose real price
   * is not known yet, waits for them.
   *
   * @throws AppError `spending_cap_reached`; the reason of `signal`
   */
  reserve(estimateUsd: number | null, signal?: AbortSignal): Promise<Reservation>
  /** An answer that was paid for before came from the cache: no cap forbids it, and it is spent only once. */
  served(costUsd: number | null): void
}

export interface Reservation {
  /** What the call cost in the end: 0 when it was never made, null when nobody knows. Only the first time counts. */
  settle(costUsd: number | null): void
}

/** `spentUsd` is what was spent before, by the run that is being resumed. */
export function createBudget(capUsd: number | null, spentUsd = 0): Budget {
  return new SharedBudget(capUsd, spentUsd)
}

export interface MeteredBudget extends Budget {
  /** What was bought through it, answers of the cache included; null when nothing was asked. */
  readonly usedUsd: number | null
}

/** Part of a budget that also knows what went through itself. */
export function meteredBudget(budget: Budget): MeteredBudget {
  let usedUsd: number | null = null
  const use = (costUsd: number | null) => {
    usedUsd = (usedUsd ?? 0) + (costUsd ?? 0)
  }
  return {
    get capUsd() {
      return budget.capUsd
    },
    get spentUsd() {
      return budget.spentUsd
    },
    get reservedUsd() {
      return budget.reservedUsd
    },
    get usedUsd() {
      return usedUsd
    },
    async reserve(estimateUsd, signal) {
      const reservation = await budget.reserve(estimateUsd, signal)
      let isOpen = true
      return {
        settle(costUsd) {
          if (isOpen) use(costUsd ?? estimateUsd)
          isOpen = false
          reservation.settle(costUsd)
        },
      }
    },
    served: use,
  }
}

class SharedBudget implements Budget {
  readonly capUsd: number | null
  #spentUsd: number
  #reservedUsd = 0
  #onSettled: (() => void)[] = []

  constructor(capUsd: number | null, spentUsd: number) {
    this.capUsd = capUsd
    this.#spentUsd = spentUsd
  }

  get spentUsd(): number {
    return this.#spentUsd
  }

  get reservedUsd(): number {
    return this.#reservedUsd
  }

  async reserve(estimateUsd: number | null, signal?: AbortSignal): Promise<Reservation> {
    for (;;) {
      signal?.throwIfAborted()
      const question = { capUsd: this.capUsd, spentUsd: this.#spentUsd, reservedUsd: this.#reservedUsd, estimateUsd }
      const decision = checkSpending(question)
      if (decision.allowed) return this.#take(estimateUsd ?? 0)
      const couldFit = this.#reservedUsd > 0 && checkSpending({ ...question, reservedUsd: 0 }).allowed
      if (!couldFit) {
        throw new AppError('spending_cap_reached', `${decision.message}.`, {
          fix:
            decision.reason === 'cap_reached'
              ? 'Raise the cap, or run fewer rows or trials.'
              : 'Set the price of the model under Settings, Prices, or run without a cap.',
        })
      }
      await this.#nextSettled(signal)
    }
  }

  served(): void {
    // It was counted when it was bought.
  }

  #take(estimateUsd: number): Reservation {
    this.#reservedUsd += estimateUsd
    let isOpen = true
    return {
      settle: (costUsd) => {
        if (!isOpen) return
        isOpen = false
        this.#reservedUsd = Math.max(0, this.#reservedUsd - estimateUsd)
        this.#spentUsd += costUsd ?? estimateUsd
        const waiting = this.#onSettled
        this.#onSettled = []
        for (const resume of waiting) resume()
      },
    }
  }

  #nextSettled(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const resume = () => {
        signal?.removeEventListener('abort', resume)
        resolve()
      }
      this.#onSettled.push(resume)
      signal?.addEventListener('abort', resume, { once: true })
    })
  }
}
