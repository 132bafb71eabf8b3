import { type Kysely, sql } from 'kysely'

// Without a foreign key to projects: nothing that is deleted takes its record along.
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('audit_entries')
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('sequence', 'integer', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('who', 'text', (column) => column.notNull())
    .addColumn('at', 'timestamptz', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('details', 'jsonb', (column) => column.notNull())
    .addColumn('previous_hash', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('audit_entries_pkey', ['project', 'sequence'])
    .execute()
  await sql`create index audit_weakenings on audit_entries (project, sequence) where (details->>'weakens') = 'true'`.execute(
    db,
  )
  await db.schema.createIndex('audit_actions').on('audit_entries').columns(['project', 'action', 'sequence']).execute()
  await db.schema
    .createTable('audit_heads')
    .addColumn('project', 'text', (column) => column.primaryKey())
    .addColumn('sequence', 'integer', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute()
  await sql`create function pawl_refuse_audit_change() returns trigger language plpgsql as $$
    begin
      raise exception 'the audit log is append-only: % is refused', lower(tg_op);
    end $$`.execute(db)
  await sql`create trigger audit_entries_append_only before update or delete on audit_entries
    for each row execute function pawl_refuse_audit_change()`.execute(db)
  await sql`create trigger audit_entries_never_emptied before truncate on audit_entries
    for each statement execute function pawl_refuse_audit_change()`.execute(db)
}
