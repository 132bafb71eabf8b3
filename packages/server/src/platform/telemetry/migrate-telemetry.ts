import { AppError } from '@pawl/core'
import { SqlText, sql } from './sql-literal.ts'
import type { TelemetryStore } from './telemetry-store.ts'

/** One numbered step of the telemetry schema. Every statement can run again on a schema that already has it. */
export interface TelemetryMigration {
  readonly version: number
  readonly name: string
  readonly statements: readonly string[]
}

/** Brings the schema to the program's version; throws AppError `data_newer_than_program` when it is ahead of it. */
export async function migrateTelemetry(
  store: TelemetryStore,
  migrations: readonly TelemetryMigration[],
): Promise<void> {
  const options = { kind: 'background' } as const
  await store.command(
    sql`CREATE TABLE IF NOT EXISTS schema_migrations (version UInt32, name String, applied_at DateTime DEFAULT now())
        ENGINE = ReplacingMergeTree ORDER BY version`,
    options,
  )
  const applied = await store.query<{ version: number }>(sql`SELECT DISTINCT version FROM schema_migrations`, options)
  const done = new Set(applied.map((row) => row.version))
  const newest = Math.max(0, ...migrations.map((migration) => migration.version))
  const ahead = Math.max(0, ...done)
  if (ahead > newest) throw telemetryNewerThanProgram(ahead)
  for (const migration of [...migrations].sort((a, b) => a.version - b.version)) {
    if (done.has(migration.version)) continue
    for (const statement of migration.statements) await store.command(new SqlText(statement), options)
    await store.command(
      sql`INSERT INTO schema_migrations (version, name) SELECT ${migration.version}, ${migration.name}`,
      options,
    )
  }
}

export const telemetryNewerThanProgram = (version: number): AppError =>
  new AppError(
    'data_newer_than_program',
    `The telemetry data has schema version ${version}, which this program does not know.`,
    {
      fix: 'Start a Pawl at least as new as the one that wrote the data, or give other data.',
    },
  )
