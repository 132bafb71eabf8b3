/**
 * A signal that ends with the caller's or after a time, whichever is first. Listens by itself: `AbortSignal.any` keeps
 * every signal that was ever made from a long-lived one.
 */
export class AttemptDeadline {
  readonly #controller = new AbortController()
  readonly #outer: AbortSignal | undefined
  readonly #onAbort = () => this.#controller.abort(this.#outer?.reason)
  readonly #timer: NodeJS.Timeout
  hasPassed = false

  constructor(timeoutMs: number, outer: AbortSignal | undefined) {
    this.#outer = outer
    outer?.addEventListener('abort', this.#onAbort, { once: true })
    if (outer?.aborted === true) this.#onAbort()
    this.#timer = setTimeout(() => {
      this.hasPassed = true
      this.#controller.abort(new DOMException('the time limit has passed', 'TimeoutError'))
    }, timeoutMs)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Must be called in the end. */
  end(): void {
    clearTimeout(this.#timer)
    this.#outer?.removeEventListener('abort', this.#onAbort)
  }
}
