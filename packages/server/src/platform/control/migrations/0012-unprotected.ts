import type { Kysely } from 'kysely'

/** What was made current without any row that could have stopped it is shown as such wherever it is live. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('current_versions')
    .addColumn('is_unprotected', 'boolean', (column) => column.notNull().defaultTo(false))
    .execute()
}
