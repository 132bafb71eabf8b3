import {
  acquireTimeoutMs,
  type SqlEngine,
  type SqlResult,
  type SqlSession,
  storeUnavailable,
  transactionLeftOpen,
} from '../sql-engine.ts'
import { ConnectionQueue } from './connection-queue.ts'
import { initialisePgliteDirectory } from './pglite-directory.ts'
import { PgliteThread } from './pglite-thread.ts'

/**
 * PGlite in a thread of its own. Its one connection goes from caller to caller in the order of asking. A directory
 * without a database becomes what `readTemplate` gives, and an empty one without it.
 */
export async function openPglite(directory: string, readTemplate?: () => Promise<Buffer>): Promise<PgliteEngine> {
  await initialisePgliteDirectory(directory, readTemplate)
  return new PgliteEngine(directory, await PgliteThread.start(directory))
}

export class PgliteEngine implements SqlEngine {
  readonly kind = 'pglite'
  readonly location: string
  readonly #queue = new ConnectionQueue(acquireTimeoutMs)
  #thread: PgliteThread
  #closed = false

  constructor(directory: string, thread: PgliteThread) {
    this.location = directory
    this.#thread = thread
  }

  async acquire(): Promise<SqlSession> {
    await this.#queue.enter()
    try {
      if (this.#closed) throw storeUnavailable('it is closed')
      if (this.#thread.isGone) this.#thread = await PgliteThread.start(this.location)
    } catch (error) {
      this.#queue.leave()
      throw error
    }
    return new PgliteSession(this.#thread, this.#queue)
  }

  async close(): Promise<void> {
    if (this.#closed) return
    await this.#queue.enter()
    this.#closed = true
    this.#queue.leave()
    await this.#thread.close()
  }

  /** Ends the thread as a crash of the engine would; for tests. */
  async crash(): Promise<void> {
    await this.#thread.terminate()
  }
}

/** Bound to the thread on which it began: a transaction never goes on in another one. */
class PgliteSession implements SqlSession {
  readonly #thread: PgliteThread
  readonly #queue: ConnectionQueue

  constructor(thread: PgliteThread, queue: ConnectionQueue) {
    this.#thread = thread
    this.#queue = queue
  }

  run(text: string, parameters: readonly unknown[]): Promise<SqlResult> {
    return this.#thread.run(text, parameters)
  }

  async release(): Promise<void> {
    try {
      if (this.#thread.isGone || !this.#thread.inTransaction) return
      await this.#thread.run('rollback', [])
      throw transactionLeftOpen()
    } finally {
      this.#queue.leave()
    }
  }
}
