import { AppError } from '@pawl/core'
import { type Kysely, type Migration, Migrator, sql } from 'kysely'

const migrationTable = 'pawl_migrations'

type MigrationHistory = { readonly [migrationTable]: { readonly name: string } }

/**
 * Applies the migrations that are missing, in one transaction and under a lock: several servers may start at once.
 *
 * @throws AppError `data_newer_than_program` when the store has migrations that this program does not know
 */
export async function migrate<T>(db: Kysely<T>, migrations: Readonly<Record<string, Migration>>): Promise<void> {
  // The migrator reads the whole catalogue first, which takes PGlite a quarter of a second; mostly nothing is to be done.
  if (await isUpToDate(db, migrations)) return
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
    migrationTableName: migrationTable,
    migrationLockTableName: `${migrationTable}_lock`,
    // They apply independently of each other, and may be released in another order than their numbers have.
    allowUnorderedMigrations: true,
  })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}

async function isUpToDate<T>(db: Kysely<T>, known: Readonly<Record<string, Migration>>): Promise<boolean> {
  const applied = await appliedMigrations(db as unknown as Kysely<MigrationHistory>)
  const unknown = applied.filter((name) => !Object.hasOwn(known, name))
  if (unknown.length === 0) return applied.length === Object.keys(known).length
  throw newerThanProgram(unknown)
}

export const newerThanProgram = (unknownMigrations: readonly string[]): AppError =>
  new AppError(
    'data_newer_than_program',
    `The control data was written by a newer version of Pawl: this one does not know its migration ${unknownMigrations.join(', ')}.`,
    { fix: 'Start the newer version again, or point this one at other data.' },
  )

async function appliedMigrations(db: Kysely<MigrationHistory>): Promise<string[]> {
  const { rows } = await sql<{
    readonly found: boolean
  }>`select to_regclass(${migrationTable}) is not null as found`.execute(db)
  if (rows[0]?.found !== true) return []
  const applied = await db.selectFrom(migrationTable).select('name').orderBy('name').execute()
  return applied.map(({ name }) => name)
}
