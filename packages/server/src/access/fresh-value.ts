/** Longest time that a change made by another server goes unnoticed here, less a second for reading it. */
export const freshForMs = 4000

/**
 * A value that is read from the store at most every few seconds, by one reader at a time. While it cannot be read
 * there is none: nobody is let in by an old copy.
 */
export class FreshValue<T> {
  readonly #read: () => Promise<T>
  readonly #now: () => Date
  #value: { readonly value: T; readonly readAtMs: number } | null = null
  #reading: Promise<T> | null = null
  #generation = 0

  constructor(read: () => Promise<T>, now: () => Date) {
    this.#read = read
    this.#now = now
  }

  get(): Promise<T> {
    const known = this.#value
    if (known !== null && this.#now().getTime() - known.readAtMs < freshForMs) return Promise.resolve(known.value)
    this.#reading ??= this.#readAgain()
    return this.#reading
  }

  /** Makes the next reader see a change that was just made, also when a read that began before it is under way. */
  invalidate(): void {
    this.#generation++
    this.#value = null
    this.#reading = null
  }

  async #readAgain(): Promise<T> {
    const generation = this.#generation
    const readAtMs = this.#now().getTime()
    try {
      const value = await this.#read()
      if (this.#generation === generation) this.#value = { value, readAtMs }
      return value
    } finally {
      if (this.#generation === generation) this.#reading = null
    }
  }
}
