import { AppError } from '@pawl/core'

/** Where the process is between its start and its end. */
export class Lifecycle {
  readonly #stopping = new AbortController()
  #isStarted = false

  get state(): 'starting' | 'ready' | 'stopping' {
    if (this.#stopping.signal.aborted) return 'stopping'
    return this.#isStarted ? 'ready' : 'starting'
  }

  /** Aborts when the process begins to stop. */
  get stopping(): AbortSignal {
    return this.#stopping.signal
  }

  started(): void {
    this.#isStarted = true
  }

  stop(): void {
    this.#stopping.abort()
  }
}

const retryAfterS = 2

/** What a request is answered that comes while those before it are finished: the next server, or this one started again, takes it. */
export const stoppingError = (): AppError =>
  new AppError('stopping', 'This server is stopping and takes nothing more.', {
    fix: 'Send the same request again; another server, or this one started again, takes it.',
    retryAfterS,
  })
