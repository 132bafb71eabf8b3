import { CompiledQuery, Kysely, type Migration, type Transaction } from 'kysely'
import { controlDialect, TransactionScope } from './control-dialect.ts'
import type { ControlSchema } from './control-schema.ts'
import { migrate } from './migrate.ts'
import type { SqlEngine } from './sql-engine.ts'

export type ControlTransaction = Transaction<ControlSchema>

export interface ControlStore {
  readonly engine: SqlEngine['kind']
  /** A path, or a URL without its password. */
  readonly location: string
  /** For single statements. Inside a transaction its use throws; there the transaction's own handle is right. */
  readonly db: Kysely<ControlSchema>
  /**
   * Commits when `body` returns and rolls back when it throws. On PGlite everything else waits meanwhile: nothing
   * slow, such as a call to another server, belongs inside.
   */
  transaction<T>(body: (transaction: ControlTransaction) => Promise<T>): Promise<T>
  /**
   * To be called inside a transaction: `effect` runs right after it has committed, before its caller goes on, and never
   * when it is rolled back. It must not throw.
   */
  afterCommit(effect: () => void): void
  /** Raw SQL; several statements when there are no values, `rows` then being the last one's. */
  executeSql(text: string, values?: readonly unknown[]): Promise<SqlRows>
  close(): Promise<void>
}

export interface SqlRows {
  readonly rows: readonly Record<string, unknown>[]
}

/** @throws AppError `data_newer_than_program` */
export async function openOverEngine(
  engine: SqlEngine,
  migrations: Readonly<Record<string, Migration>>,
): Promise<ControlStore> {
  const scope = new TransactionScope()
  const db = new Kysely<ControlSchema>({ dialect: controlDialect(engine, scope) })
  try {
    await scope.runMigration(() => migrate(db, migrations))
  } catch (error) {
    await engine.close()
    throw error
  }
  return {
    engine: engine.kind,
    location: engine.location,
    db,
    transaction: (body) => scope.run(() => db.transaction().execute(body)),
    afterCommit: (effect) => scope.afterCommit(effect),
    async executeSql(text, values = []) {
      const { rows } = await db.executeQuery<Record<string, unknown>>(CompiledQuery.raw(text, [...values]))
      return { rows }
    },
    async close() {
      await db.destroy()
      await engine.close()
    },
  }
}
