import pg from 'pg'
import { systemCode } from '../../system-error/index.ts'
import { columnParsers } from '../column-types.ts'
import {
  acquireTimeoutMs,
  type SqlEngine,
  type SqlResult,
  type SqlSession,
  storeUnavailable,
  transactionLeftOpen,
} from '../sql-engine.ts'

const maxConnections = 10

/** A PostgreSQL server by URL. `onIdleError` hears of connections that the server closes while nobody uses them. */
export function openPostgres(url: string, onIdleError: (error: Error) => void): SqlEngine {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: acquireTimeoutMs,
    application_name: 'pawl',
    keepAlive: true,
    // A caller that never ends its transaction must not hold its locks for ever.
    idle_in_transaction_session_timeout: acquireTimeoutMs,
    types: { getTypeParser: (type, format) => parserOf(type) ?? pg.types.getTypeParser(type, format) },
  })
  pool.on('error', onIdleError)
  let closed: Promise<void> | null = null
  return {
    kind: 'postgres',
    location: withoutPassword(url),
    async acquire() {
      const client = await pool.connect().catch((error: unknown) => {
        throw storeUnavailable('PostgreSQL cannot be reached', error)
      })
      return new PostgresSession(client)
    },
    close() {
      closed ??= pool.end()
      return closed
    },
  }
}

class PostgresSession implements SqlSession {
  readonly #client: pg.PoolClient
  #broken: Error | null = null
  #lastFailed = false

  constructor(client: pg.PoolClient) {
    this.#client = client
    // Without a listener, a connection that breaks between two statements would end the process.
    client.on('error', this.#onError)
  }

  async run(text: string, parameters: readonly unknown[]): Promise<SqlResult> {
    try {
      // Without values `pg` sends a simple query, which may hold several statements and then answers a list.
      const answer: pg.QueryResult | pg.QueryResult[] =
        parameters.length === 0 ? await this.#client.query(text) : await this.#client.query(text, [...parameters])
      this.#lastFailed = false
      const result = Array.isArray(answer) ? answer.at(-1) : answer
      const changes = result !== undefined && ['INSERT', 'UPDATE', 'DELETE', 'MERGE'].includes(result.command)
      return { rows: result?.rows ?? [], affectedRows: changes ? (result.rowCount ?? 0) : 0 }
    } catch (error) {
      this.#lastFailed = true
      if (isStatementError(error)) throw error
      this.#broken = error instanceof Error ? error : new Error(String(error))
      throw storeUnavailable('the connection to PostgreSQL failed', error)
    }
  }

  async release(): Promise<void> {
    this.#client.off('error', this.#onError)
    // `pg` reports an error before the server has told the state that it left: an empty query waits for that.
    if (this.#lastFailed && this.#broken === null) await this.run('', []).catch(this.#onError)
    if (this.#broken !== null) return this.#client.release(this.#broken)
    const status = this.#client.getTransactionStatus()
    // Closing the connection rolls back what it left open.
    if (status !== null && status !== 'I') {
      const error = transactionLeftOpen()
      this.#client.release(error)
      throw error
    }
    this.#client.release()
  }

  readonly #onError = (error: Error): void => {
    this.#broken = error
  }
}

// `parserOf` reads text; only text is asked for.
const parserOf = (type: number): ((text: string) => unknown) | undefined => columnParsers[type]

/** True when the statement is at fault, and false when the server or the way to it is. */
function isStatementError(error: unknown): boolean {
  const code = systemCode(error) ?? ''
  // SQLSTATE has five characters; classes 08, 53, 57P, 58 are connection, resources, shutdown and system errors. A full disk
  // (53100) leaves the connection as it was.
  return /^[0-9A-Z]{5}$/.test(code) && !/^(08|53(?!100)|57P|58)/.test(code)
}

function withoutPassword(url: string): string {
  const shown = new URL(url)
  shown.password = ''
  return shown.href
}
