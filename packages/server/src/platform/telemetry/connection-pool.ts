import { AppError } from '@pawl/core'

/**
 * Lends a fixed number of connections; the rest wait in order, and past `maxWaiting` are refused. An embedded
 * connection runs one statement at a time, so lending is what keeps a statement from waiting behind a stranger's.
 */
export class ConnectionPool<Connection> {
  readonly #idle: Connection[]
  readonly #waiting: ((connection: Connection) => void)[] = []
  /** Nobody's end waits for a rest, unless somebody waits for its connection. */
  readonly #rests = new Set<NodeJS.Timeout>()
  readonly #maxWaiting: number

  constructor(connections: readonly Connection[], maxWaiting: number) {
    this.#idle = [...connections]
    this.#maxWaiting = maxWaiting
  }

  /** `restMs` says, once the work has taken so many milliseconds, how long its connection is not lent again. */
  async use<Result>(
    work: (connection: Connection) => Promise<Result>,
    restMs: (tookMs: number) => number = () => 0,
  ): Promise<Result> {
    const connection = await this.#take()
    const startedMs = performance.now()
    try {
      return await work(connection)
    } finally {
      const rest = restMs(performance.now() - startedMs)
      if (rest > 0) this.#rest(connection, rest)
      else this.give(connection)
    }
  }

  give(connection: Connection): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#idle.push(connection)
    else next(connection)
  }

  #take(): Promise<Connection> {
    const idle = this.#idle.pop()
    if (idle !== undefined) return Promise.resolve(idle)
    if (this.#waiting.length >= this.#maxWaiting) {
      throw new AppError('too_many_requests', 'Too many queries wait already.', { retryAfterS: 2 })
    }
    for (const rest of this.#rests) rest.ref()
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #rest(connection: Connection, restMs: number): void {
    const timer = setTimeout(() => {
      this.#rests.delete(timer)
      this.give(connection)
    }, restMs)
    if (this.#waiting.length === 0) timer.unref()
    this.#rests.add(timer)
  }
}
