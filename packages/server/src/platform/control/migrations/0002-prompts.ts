import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('prompts')
    .addColumn('project', 'text', (column) => column.notNull().references('projects.name').onDelete('cascade'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('description', 'text', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull())
    .addColumn('created_by', 'text', (column) => column.notNull())
    .addColumn('archived_at', 'timestamptz')
    .addPrimaryKeyConstraint('prompts_pkey', ['project', 'name'])
    .execute()
  await db.schema
    .createTable('prompt_versions')
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('prompt', 'text', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    // JSON as it was written: jsonb refuses NUL and half surrogates in texts and forgets the order of keys.
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('note', 'text', (column) => column.notNull())
    .addColumn('author', 'text', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull())
    .addPrimaryKeyConstraint('prompt_versions_pkey', ['project', 'prompt', 'number'])
    .addUniqueConstraint('prompt_versions_id', ['project', 'prompt', 'id'])
    .addForeignKeyConstraint('prompt_versions_prompt', ['project', 'prompt'], 'prompts', ['project', 'name'], (key) =>
      key.onDelete('cascade'),
    )
    .execute()
  await db.schema
    .createTable('prompt_protections')
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('prompt', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull().check(sql`kind in ('dataset', 'evaluator')`))
    .addColumn('name', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('prompt_protections_pkey', ['project', 'prompt', 'kind', 'name'])
    .addForeignKeyConstraint(
      'prompt_protections_prompt',
      ['project', 'prompt'],
      'prompts',
      ['project', 'name'],
      (key) => key.onDelete('cascade'),
    )
    .execute()
  await db.schema
    .createTable('environments')
    .addColumn('project', 'text', (column) => column.notNull().references('projects.name').onDelete('cascade'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull())
    .addColumn('created_by', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('environments_pkey', ['project', 'name'])
    .execute()
  await db.schema
    .createTable('current_versions')
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('environment', 'text', (column) => column.notNull())
    .addColumn('prompt', 'text', (column) => column.notNull())
    .addColumn('version_id', 'text', (column) => column.notNull())
    .addColumn('since', 'timestamptz', (column) => column.notNull())
    .addColumn('set_by', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('current_versions_pkey', ['project', 'environment', 'prompt'])
    .addForeignKeyConstraint('current_versions_version', ['project', 'prompt', 'version_id'], 'prompt_versions', [
      'project',
      'prompt',
      'id',
    ])
    .execute()
}
