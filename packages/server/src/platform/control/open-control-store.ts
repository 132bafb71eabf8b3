import { join } from 'node:path'
import type { Migration } from 'kysely'
import type { Config } from '../../config.ts'
import type { Logger } from '../log/index.ts'
import { type ControlStore, openOverEngine } from './control-store.ts'
import { ensureControlTemplate } from './control-template.ts'
import { newerThanProgram } from './migrate.ts'
import { migrations as allMigrations } from './migrations/index.ts'
import { openPglite } from './pglite/pglite-engine.ts'
import { openPostgres } from './postgres/postgres-engine.ts'

export interface ControlStoreOptions {
  readonly log: Logger
  /** All of the program's, unless a test brings its own. */
  readonly migrations?: Readonly<Record<string, Migration>>
  /** Of them, those that rows to be restored were written under; all when left out. */
  readonly only?: readonly string[]
}

/**
 * Opens PGlite under the data directory, which the caller has locked, or PostgreSQL, and migrates it.
 *
 * @throws AppError `data_newer_than_program`; `store_unavailable` when PostgreSQL cannot be reached
 */
export async function openControlStore(
  { dataDir, postgresUrl }: Pick<Config, 'dataDir' | 'postgresUrl'>,
  { log, migrations = allMigrations, only }: ControlStoreOptions,
): Promise<ControlStore> {
  const chosen = only === undefined ? migrations : choose(migrations, only)
  const readTemplate = hasEvery(chosen) ? ensureControlTemplate : undefined
  const engine =
    postgresUrl === null
      ? await openPglite(join(dataDir, 'control'), readTemplate)
      : openPostgres(postgresUrl, (error) => log.warn('PostgreSQL closed an idle connection', { error }))
  return openOverEngine(engine, chosen)
}

function choose(
  all: Readonly<Record<string, Migration>>,
  names: readonly string[],
): Readonly<Record<string, Migration>> {
  const unknown = names.filter((name) => !Object.hasOwn(all, name))
  if (unknown.length > 0) throw newerThanProgram(unknown)
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)))
}

/** Whether these are, or go beyond, what the template has. */
const hasEvery = (chosen: Readonly<Record<string, Migration>>): boolean =>
  Object.keys(allMigrations).every((name) => Object.hasOwn(chosen, name))
