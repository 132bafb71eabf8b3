import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Counted up by whatever changes what is live there, so that of two at once one has to look again.
  await db.schema
    .alterTable('environments')
    .addColumn('releases', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  await db.schema
    .createTable('current_externals')
    .addColumn('project', 'text', (column) => column.notNull().references('projects.name').onDelete('cascade'))
    .addColumn('environment', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('version', 'text', (column) => column.notNull())
    .addColumn('spec', 'jsonb', (column) => column.notNull())
    .addColumn('is_deterministic', 'boolean', (column) => column.notNull())
    .addColumn('since', 'timestamptz', (column) => column.notNull())
    .addColumn('set_by', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('current_externals_pkey', ['project', 'environment', 'name'])
    .execute()
  await db.schema
    .createTable('deployments')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('project', 'text', (column) => column.notNull().references('projects.name').onDelete('cascade'))
    .addColumn('environment', 'text', (column) => column.notNull())
    .addColumn('release', 'jsonb', (column) => column.notNull())
    .addColumn('previous', 'jsonb')
    .addColumn('externals', 'jsonb', (column) => column.notNull())
    .addColumn('previous_externals', 'jsonb', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull().check(sql`kind in ('deploy', 'promote', 'roll_back')`))
    .addColumn('ground', 'text', (column) =>
      column.notNull().check(sql`ground in ('verdict', 'override', 'unprotected', 'returned')`),
    )
    .addColumn('gate_id', 'text')
    .addColumn('verdict', 'jsonb')
    .addColumn('undoes', 'text')
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('note', 'text', (column) => column.notNull())
    .addColumn('who', 'text', (column) => column.notNull())
    .addColumn('at', 'timestamptz', (column) => column.notNull())
    // Times of one environment may be equal; places in the log never are.
    .addColumn('audit_sequence', 'integer', (column) => column.notNull())
    .addColumn('audit_hash', 'text', (column) => column.notNull())
    .addUniqueConstraint('deployments_in_order', ['project', 'audit_sequence'])
    .execute()
  await db.schema
    .createTable('deployment_targets')
    .addColumn('deployment_id', 'text', (column) => column.notNull().references('deployments.id').onDelete('cascade'))
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('environment', 'text', (column) => column.notNull())
    .addColumn('is_prompt', 'boolean', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('version', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('deployment_targets_pkey', ['deployment_id', 'is_prompt', 'name'])
    .execute()
  await db.schema
    .createIndex('deployment_targets_by_name')
    .on('deployment_targets')
    .columns(['project', 'environment', 'name', 'version'])
    .execute()
  await db.schema
    .createTable('overrides')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('deployment_id', 'text', (column) =>
      column.notNull().unique().references('deployments.id').onDelete('cascade'),
    )
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('environment', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('who', 'text', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull())
    .addColumn('expires_at', 'timestamptz', (column) => column.notNull())
    .addColumn('expired_at', 'timestamptz')
    .addColumn('rows', 'jsonb', (column) => column.notNull())
    .addColumn('verdict_reason', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('overrides_running')
    .on('overrides')
    .column('expires_at')
    .where(sql.ref('expired_at'), 'is', null)
    .execute()
}
