import { storeUnavailable } from '../sql-engine.ts'

/** Lets one caller in at a time, in the order of asking, and lets nobody wait without end. */
export class ConnectionQueue {
  readonly #timeoutMs: number
  readonly #waiting: (() => void)[] = []
  #occupied = false

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs
  }

  /** @throws AppError `store_unavailable` when those in front take longer than the time-out */
  async enter(): Promise<void> {
    if (!this.#occupied) {
      this.#occupied = true
      return
    }
    await new Promise<void>((resolve, reject) => {
      const enter = (): void => {
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1)
        reject(storeUnavailable(`its connection was not free within ${this.#timeoutMs / 1000} s`))
      }, this.#timeoutMs)
      this.#waiting.push(enter)
    })
  }

  leave(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#occupied = false
    else next()
  }
}
