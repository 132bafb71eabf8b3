import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('model_providers')
    .addColumn('project', 'text', (column) => column.notNull().references('projects.name').onDelete('cascade'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) =>
      column.notNull().check(sql`kind in ('openai', 'anthropic', 'google', 'openai-compatible')`),
    )
    .addColumn('base_url', 'text')
    .addColumn('sealed_key', 'text')
    .addColumn('secret_key_id', 'text')
    .addColumn('key_ending', 'text')
    .addColumn('is_default', 'boolean', (column) => column.notNull().defaultTo(false))
    .addColumn('limits', 'jsonb', (column) => column.notNull())
    .addColumn('updated_at', 'timestamptz', (column) => column.notNull())
    .addColumn('updated_by', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('model_providers_pkey', ['project', 'name'])
    .execute()
  await db.schema
    .createIndex('model_providers_default')
    .on('model_providers')
    .column('project')
    .unique()
    .where(sql.ref('is_default'), '=', true)
    .execute()
  await db.schema
    .createTable('model_responses')
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    // Text, not jsonb: a model may say a zero character, which jsonb refuses.
    .addColumn('answer', 'text', (column) => column.notNull())
    .addColumn('byte_count', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
    .addPrimaryKeyConstraint('model_responses_pkey', ['project', 'key'])
    .execute()
  await db.schema.createIndex('model_responses_age').on('model_responses').column('created_at').execute()
}
