import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await addAlerts(db)
  await addChannels(db)
}

async function addAlerts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('alerts')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('project', 'text', (column) => column.notNull().references('projects.name').onDelete('cascade'))
    // No reference: an alert outlives its monitor.
    .addColumn('monitor_id', 'text', (column) => column.notNull())
    .addColumn('monitor', 'text', (column) => column.notNull())
    // Slice, direction and value in one text: what makes two findings the same problem.
    .addColumn('problem', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) =>
      column.notNull().check(sql`state in ('open', 'acknowledged', 'resolved', 'reopened')`),
    )
    .addColumn('slice_key', 'text')
    .addColumn('slice_value', 'text')
    .addColumn('metric', 'jsonb', (column) => column.notNull())
    .addColumn('finding', 'jsonb', (column) => column.notNull())
    // Read after it was opened, and copied: no retention removes it.
    .addColumn('evidence', 'jsonb')
    .addColumn('is_new_usual', 'boolean', (column) => column.notNull().defaultTo(false))
    .addColumn('changed_at', 'timestamptz', (column) => column.notNull())
    .addColumn('detected_at', 'timestamptz', (column) => column.notNull())
    .addColumn('resolved_at', 'timestamptz')
    .execute()
  await sql`create unique index alerts_once on alerts (project, monitor_id, problem) where state <> 'resolved'`.execute(
    db,
  )
  await db.schema.createIndex('alerts_by_time').on('alerts').columns(['project', 'detected_at', 'id']).execute()
  await db.schema
    .createTable('alert_events')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('alert_id', 'text', (column) => column.notNull().references('alerts.id').onDelete('cascade'))
    .addColumn('sequence', 'bigint', (column) => column.notNull().generatedAlwaysAsIdentity())
    .addColumn('at', 'timestamptz', (column) => column.notNull())
    .addColumn('event', 'text', (column) => column.notNull())
    .addColumn('who', 'text', (column) => column.notNull())
    .addColumn('note', 'text', (column) => column.notNull())
    // Names of channels; null for all. What the monitor said when it happened.
    .addColumn('channels', 'jsonb')
    .addColumn('muted_until', 'timestamptz')
    .addColumn('told_at', 'timestamptz')
    .execute()
  await db.schema.createIndex('alert_events_by_alert').on('alert_events').columns(['alert_id', 'sequence']).execute()
  await db.schema
    .createTable('alert_traces')
    .addColumn('alert_id', 'text', (column) => column.notNull().references('alerts.id').onDelete('cascade'))
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull().check(sql`kind in ('typical', 'worst')`))
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('trace_id', 'text', (column) => column.notNull())
    .addColumn('session_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('content', 'jsonb', (column) => column.notNull())
    .addPrimaryKeyConstraint('alert_traces_key', ['alert_id', 'kind', 'position'])
    .execute()
  await db.schema.createIndex('alert_traces_by_trace').on('alert_traces').columns(['project', 'trace_id']).execute()
}

async function addChannels(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('alert_channels')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('project', 'text', (column) => column.notNull().references('projects.name').onDelete('cascade'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull().check(sql`kind in ('webhook', 'slack', 'email')`))
    // What anybody may see of where it goes; the rest is sealed.
    .addColumn('destination', 'text', (column) => column.notNull())
    .addColumn('sealed_target', 'text', (column) => column.notNull())
    .addColumn('created_by', 'text', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull())
    .addUniqueConstraint('alert_channels_name', ['project', 'name'])
    .execute()
  await db.schema
    .createTable('alert_deliveries')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('channel_id', 'text', (column) => column.notNull().references('alert_channels.id').onDelete('cascade'))
    // Null for a test.
    .addColumn('event_id', 'text', (column) => column.references('alert_events.id').onDelete('cascade'))
    .addColumn('event', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) =>
      column.notNull().check(sql`state in ('waiting', 'delivered', 'retrying', 'failed')`),
    )
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('problem', 'text')
    .addColumn('created_at', 'timestamptz', (column) => column.notNull())
    .addColumn('attempted_at', 'timestamptz')
    .addColumn('next_attempt_at', 'timestamptz')
    .addUniqueConstraint('alert_deliveries_once', ['channel_id', 'event_id'])
    .execute()
  await db.schema
    .createIndex('alert_deliveries_by_time')
    .on('alert_deliveries')
    .columns(['channel_id', 'created_at', 'id'])
    .execute()
}
