import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('online_evaluations')
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('evaluator', 'text', (column) => column.notNull())
    .addColumn('definition', 'json', (column) => column.notNull())
    .addColumn('who', 'text', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull())
    .addColumn('cursor_version', 'bigint', (column) => column.notNull())
    .addColumn('cursor_trace', 'text', (column) => column.notNull())
    .addColumn('judged_until', 'timestamptz')
    .addColumn('problem', 'text')
    .addPrimaryKeyConstraint('online_evaluations_key', ['project', 'evaluator'])
    .addForeignKeyConstraint(
      'online_evaluations_of',
      ['project', 'evaluator'],
      'evaluators',
      ['project', 'name'],
      (key) => key.onDelete('cascade'),
    )
    .execute()
  await addHours(db)
  await addBackfills(db)
  await db.schema
    .createTable('online_leases')
    .addColumn('project', 'text', (column) => column.primaryKey().references('projects.name').onDelete('cascade'))
    .addColumn('holder', 'text', (column) => column.notNull())
    .addColumn('until', 'timestamptz', (column) => column.notNull())
    .execute()
}

/** They outlive an online evaluation that is removed, so that removing and adding it does not open the day's cap again. */
async function addHours(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('online_hours')
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('evaluator', 'text', (column) => column.notNull())
    .addColumn('hour', 'timestamptz', (column) => column.notNull())
    .addColumn('passed', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('failed', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('unknown', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('spent_usd', 'double precision', (column) => column.notNull().defaultTo(0))
    .addPrimaryKeyConstraint('online_hours_key', ['project', 'evaluator', 'hour'])
    .addForeignKeyConstraint('online_hours_of', ['project', 'evaluator'], 'evaluators', ['project', 'name'], (key) =>
      key.onDelete('cascade'),
    )
    .execute()
}

async function addBackfills(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('online_backfills')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('evaluator', 'text', (column) => column.notNull())
    .addColumn('from_at', 'timestamptz', (column) => column.notNull())
    .addColumn('to_at', 'timestamptz', (column) => column.notNull())
    .addColumn('state', 'text', (column) =>
      column.notNull().check(sql`state in ('running', 'done', 'cancelled', 'failed')`),
    )
    .addColumn('total', 'integer', (column) => column.notNull())
    .addColumn('judged', 'integer', (column) => column.notNull())
    .addColumn('after_ns', 'bigint')
    .addColumn('after_trace', 'text', (column) => column.notNull())
    .addColumn('problem', 'text')
    .addColumn('who', 'text', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull())
    .addForeignKeyConstraint(
      'online_backfills_of',
      ['project', 'evaluator'],
      'online_evaluations',
      ['project', 'evaluator'],
      (key) => key.onDelete('cascade'),
    )
    .execute()
  await sql`create unique index online_backfills_running on online_backfills (project, evaluator) where state = 'running'`.execute(
    db,
  )
}
