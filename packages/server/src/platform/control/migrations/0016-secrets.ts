import type { Kysely } from 'kysely'

/** What headers and addresses of outgoing calls name instead of holding it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('secrets')
    .addColumn('project', 'text', (column) => column.notNull().references('projects.name').onDelete('cascade'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('sealed_value', 'text', (column) => column.notNull())
    .addColumn('secret_key_id', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'timestamptz', (column) => column.notNull())
    .addColumn('updated_by', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('secrets_pkey', ['project', 'name'])
    .execute()
}
