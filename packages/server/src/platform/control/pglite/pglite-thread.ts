import { Worker } from 'node:worker_threads'
import { type SqlResult, storeUnavailable } from '../sql-engine.ts'
import type { PgliteAnswer, PgliteRequest, PgliteWorkerData, SqlErrorFields } from './pglite-protocol.ts'

/** An error of a statement on PGlite, with the same fields as the `pg` package's. */
class SqlError extends Error {
  readonly code: string
  readonly detail: string | undefined
  readonly hint: string | undefined
  readonly constraint: string | undefined
  readonly table: string | undefined
  readonly column: string | undefined
  readonly position: string | undefined

  constructor(fields: SqlErrorFields) {
    super(fields.message)
    this.name = 'SqlError'
    this.code = fields.code
    this.detail = fields.detail
    this.hint = fields.hint
    this.constraint = fields.constraint
    this.table = fields.table
    this.column = fields.column
    this.position = fields.position
  }
}

interface Waiting {
  readonly resolve: (answer: PgliteAnswer) => void
  readonly reject: (error: Error) => void
}

/** The server's end of one thread that owns PGlite. Once gone it stays gone. */
export class PgliteThread {
  readonly #worker: Worker
  readonly #waiting: Waiting[] = []
  #gone: Error | null = null
  /** Whether the last statement left a transaction open. */
  inTransaction = false

  private constructor(directory: string) {
    const workerData: PgliteWorkerData = { directory }
    this.#worker = new Worker(workerFile, { workerData, execArgv: [] })
    this.#worker.on('message', (answer: PgliteAnswer) => this.#waiting.shift()?.resolve(answer))
    this.#worker.on('error', (error) => this.#fail(error))
    this.#worker.on('exit', () => this.#fail(null))
  }

  /** Opens the data directory, which must have been initialised. */
  static async start(directory: string): Promise<PgliteThread> {
    const thread = new PgliteThread(directory)
    await thread.#nextAnswer()
    return thread
  }

  get isGone(): boolean {
    return this.#gone !== null
  }

  async run(text: string, parameters: readonly unknown[]): Promise<SqlResult> {
    const answer = await this.#ask({ kind: 'run', text, parameters })
    if (answer.kind === 'failed') {
      this.inTransaction = answer.inTransaction
      throw new SqlError(answer.error)
    }
    if (answer.kind !== 'result') throw storeUnavailable(`unexpected answer "${answer.kind}" from its thread`)
    this.inTransaction = answer.inTransaction
    return answer
  }

  async close(): Promise<void> {
    if (this.#gone !== null) return
    await this.#ask({ kind: 'close' })
    await this.#worker.terminate()
  }

  /** Ends the thread as a crash would. */
  async terminate(): Promise<void> {
    await this.#worker.terminate()
  }

  #ask(request: PgliteRequest): Promise<PgliteAnswer> {
    if (this.#gone !== null) return Promise.reject(this.#gone)
    try {
      this.#worker.postMessage(request)
    } catch (error) {
      // A parameter that cannot be copied to another thread, such as a function.
      return Promise.reject(error)
    }
    return this.#nextAnswer()
  }

  #nextAnswer(): Promise<PgliteAnswer> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  #fail(cause: unknown): void {
    this.#gone ??= storeUnavailable('the embedded engine has stopped', cause ?? undefined)
    for (const { reject } of this.#waiting.splice(0)) reject(this.#gone)
  }
}

const workerFile = import.meta.url.endsWith('.ts')
  ? new URL('./run-from-source.mjs', import.meta.url)
  : new URL('./pglite-worker.js', import.meta.url)
