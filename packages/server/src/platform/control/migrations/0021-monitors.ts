import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('monitors')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('project', 'text', (column) => column.notNull().references('projects.name').onDelete('cascade'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('definition', 'jsonb', (column) => column.notNull())
    .addColumn('origin', 'text', (column) => column.notNull().check(sql`origin in ('default', 'person', 'file')`))
    .addColumn('who', 'text', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull())
    .addColumn('updated_at', 'timestamptz', (column) => column.notNull())
    .addColumn('mute_until', 'timestamptz')
    .addColumn('mute_reason', 'text', (column) => column.notNull().defaultTo(''))
    .addColumn('mute_who', 'text', (column) => column.notNull().defaultTo(''))
    .addUniqueConstraint('monitors_by_name', ['project', 'name'])
    .execute()
  await db.schema
    .createTable('monitor_states')
    .addColumn('monitor_id', 'text', (column) => column.primaryKey().references('monitors.id').onDelete('cascade'))
    .addColumn('project', 'text', (column) => column.notNull())
    // Raised by every write: a round that began before another one ended changes nothing.
    .addColumn('version', 'integer', (column) => column.notNull().defaultTo(0))
    // Null until enough was seen to know what is usual.
    .addColumn('memory', 'jsonb')
    .addColumn('shown', 'jsonb')
    .addColumn('next_round_at', 'timestamptz', (column) => column.notNull())
    .execute()
  // What was made by itself once is not made again after somebody deleted it.
  await db.schema
    .createTable('default_monitors')
    .addColumn('project', 'text', (column) => column.notNull().references('projects.name').onDelete('cascade'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('default_monitors_pkey', ['project', 'name'])
    .execute()
}
