import { AsyncLocalStorage } from 'node:async_hooks'
import { AppError } from '@pawl/core'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import { isFullDisk, isTextThatCannotBeStored, type SqlEngine, type SqlSession } from './sql-engine.ts'

interface Scope {
  /** False once the transaction has ended: what it started may use the store again. */
  open: boolean
  hasConnection: boolean
  readonly migrating: boolean
  readonly afterCommit: (() => void)[]
}

/** Knows whether the running code is inside a transaction, so that misuse fails instead of waiting for itself for ever. */
export class TransactionScope {
  readonly #scopes = new AsyncLocalStorage<Scope>()
  #running = 0

  /** Runs `body`, which may open one transaction and must use no other connection before that has ended. */
  async run<T>(body: () => Promise<T>): Promise<T> {
    if (this.#scopes.getStore()?.open) {
      throw misuse('A transaction was started inside another one.', 'Pass the transaction on instead.')
    }
    const scope: Scope = { open: true, hasConnection: false, migrating: false, afterCommit: [] }
    try {
      return await this.#within(scope, async () => {
        const result = await body()
        scope.open = false
        for (const effect of scope.afterCommit) effect()
        return result
      })
    } finally {
      scope.open = false
    }
  }

  /** While a storage has ever been used and is not disabled, Node 20 follows every promise of the whole process. */
  async #within<T>(scope: Scope, body: () => Promise<T>): Promise<T> {
    this.#running += 1
    try {
      return await this.#scopes.run(scope, body)
    } finally {
      this.#running -= 1
      if (this.#running === 0) this.#scopes.disable()
    }
  }

  afterCommit(effect: () => void): void {
    const scope = this.#scopes.getStore()
    if (scope?.open !== true) {
      throw misuse('There is no transaction whose end could be waited for.', 'Call this inside a transaction.')
    }
    scope.afterCommit.push(effect)
  }

  /** Runs Kysely's migrator, which opens its own transaction after single statements. */
  runMigration<T>(body: () => Promise<T>): Promise<T> {
    return this.#within({ open: false, hasConnection: false, migrating: true, afterCommit: [] }, body)
  }

  assertMayAcquire(): void {
    const scope = this.#scopes.getStore()
    if (scope?.open !== true) return
    if (scope.hasConnection) {
      throw misuse(
        'The store was used past the transaction that is open.',
        'Use the transaction handle for every statement in it.',
      )
    }
    scope.hasConnection = true
  }

  assertMayBegin(): void {
    const scope = this.#scopes.getStore()
    if (scope?.open !== true && scope?.migrating !== true) {
      throw misuse('A transaction was started past the store.', 'Use transaction() of the control store.')
    }
  }
}

const misuse = (message: string, fix: string): AppError => new AppError('internal', message, { fix })

/** The embedded engine does not survive an invalid time, and neither engine reads a year that JavaScript writes with a sign, or 0. */
const isStorable = (time: Date): boolean => time.getUTCFullYear() >= 1 && time.getUTCFullYear() <= 9999

const noSuchTime = (): AppError =>
  new AppError('bad_request', 'The request has a time that does not exist.', {
    fix: 'Write times as 2026-03-01T12:00:00Z, and send cursors back unchanged.',
  })

/** What of an engine's failures a caller can do something about, in Pawl's words. */
function sayWhatFailed(error: unknown): never {
  if (isTextThatCannotBeStored(error)) {
    throw new AppError(
      'bad_request',
      'The request has text that cannot be stored: the character U+0000, or half of a surrogate pair.',
      { fix: 'Leave that character out.', cause: error },
    )
  }
  if (isFullDisk(error)) {
    throw new AppError('disk_full', 'The control store cannot write: its disk is full. Nothing was changed.', {
      fix: 'Free disk space, then do it again.',
      retryAfterS: 30,
      cause: error,
    })
  }
  throw error
}

/** Kysely over either engine. */
export const controlDialect = (engine: SqlEngine, scope: TransactionScope): Dialect => ({
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => new ControlDriver(engine, scope),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
})

class ControlDriver implements Driver {
  readonly #engine: SqlEngine
  readonly #scope: TransactionScope

  constructor(engine: SqlEngine, scope: TransactionScope) {
    this.#engine = engine
    this.#scope = scope
  }

  async init(): Promise<void> {
    // The engine was opened by its owner.
  }

  async acquireConnection(): Promise<ControlConnection> {
    this.#scope.assertMayAcquire()
    return new ControlConnection(await this.#engine.acquire())
  }

  async beginTransaction(connection: ControlConnection): Promise<void> {
    this.#scope.assertMayBegin()
    await connection.session.run('begin', [])
  }

  async commitTransaction(connection: ControlConnection): Promise<void> {
    await connection.session.run('commit', []).catch(sayWhatFailed)
  }

  async rollbackTransaction(connection: ControlConnection): Promise<void> {
    await connection.session.run('rollback', [])
  }

  async releaseConnection(connection: ControlConnection): Promise<void> {
    await connection.session.release()
  }

  async destroy(): Promise<void> {
    // Closed by its owner too: Kysely skips this for a handle that was never used.
  }
}

class ControlConnection implements DatabaseConnection {
  readonly session: SqlSession

  constructor(session: SqlSession) {
    this.session = session
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (query.parameters.some((value) => value instanceof Date && !isStorable(value))) throw noSuchTime()
    const { rows, affectedRows } = await this.session.run(query.sql, query.parameters).catch(sayWhatFailed)
    return { rows: rows as R[], numAffectedRows: BigInt(affectedRows) }
  }

  // biome-ignore lint/correctness/useYield: Kysely asks for the method; both engines answer whole results only.
  async *streamQuery<R>(): AsyncGenerator<QueryResult<R>> {
    throw misuse('The control store does not stream.', 'Page with a limit instead.')
  }
}
