import { type Kysely, sql } from 'kysely'

/**
 * Rows keep their content in their revisions only: a change of status writes a few bytes, whatever the row holds. JSON
 * is in `text` columns, since `jsonb` refuses NUL and lone surrogates, which traces do contain.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table datasets (
    id text primary key,
    project text not null references projects (name) on delete cascade,
    name text not null,
    purpose text not null,
    protects text not null,
    description text not null,
    revision integer not null default 0,
    draft_count integer not null default 0,
    active_count integer not null default 0,
    archived_count integer not null default 0,
    created_at timestamptz not null,
    created_by text not null,
    updated_at timestamptz not null,
    archived_at timestamptz,
    unique (project, name)
  )`.execute(db)
  await sql`create table dataset_revisions (
    dataset_id text not null references datasets (id) on delete cascade,
    revision integer not null,
    change text not null,
    row_changes text not null,
    draft_count integer not null,
    active_count integer not null,
    archived_count integer not null,
    who text not null,
    at timestamptz not null,
    note text not null,
    primary key (dataset_id, revision)
  )`.execute(db)
  await createRowTables(db)
  await sql`create table dataset_jobs (
    id text primary key,
    project text not null,
    dataset_id text not null references datasets (id) on delete cascade,
    kind text not null,
    state text not null,
    report text not null,
    error text,
    started_by text not null,
    started_at timestamptz not null,
    heartbeat_at timestamptz not null,
    finished_at timestamptz,
    is_cancelled boolean not null default false
  )`.execute(db)
}

async function createRowTables(db: Kysely<unknown>): Promise<void> {
  await sql`create table dataset_rows (
    id text primary key,
    project text not null,
    dataset_id text not null references datasets (id) on delete cascade,
    status text not null,
    revision integer not null,
    fields_revision integer not null,
    created_revision integer not null,
    identity text not null,
    priority text not null,
    labels text[] not null,
    evaluators text[] not null,
    proof_state text not null default 'none',
    proof_id text,
    is_erased boolean not null default false,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    updated_by text not null
  )`.execute(db)
  await sql`create index dataset_rows_in_order on dataset_rows (dataset_id, created_revision, id)`.execute(db)
  await sql`create index dataset_rows_by_identity on dataset_rows (dataset_id, identity)`.execute(db)
  // Without a reference to dataset_rows: its check would cost a third of the time of a large import.
  await sql`create table row_revisions (
    row_id text not null,
    revision integer not null,
    dataset_id text not null,
    dataset_revision integer not null,
    change text not null,
    status text not null,
    fields_revision integer not null,
    changed_fields text[] not null,
    who text not null,
    at timestamptz not null,
    note text not null,
    fields text,
    source text,
    near text,
    expected text,
    priority text,
    labels text[],
    risks text[],
    evaluators text[],
    primary key (row_id, revision)
  )`.execute(db)
  await sql`create index row_revisions_by_dataset on row_revisions (dataset_id, dataset_revision, row_id)`.execute(db)
  await sql`create table row_proofs (
    id text primary key,
    row_id text not null references dataset_rows (id) on delete cascade,
    proof text not null,
    stored_at timestamptz not null
  )`.execute(db)
  await sql`create index row_proofs_by_row on row_proofs (row_id)`.execute(db)
  // What a row or its proof copied, so that deletion on a person's request finds the copies.
  await sql`create table row_origins (
    project text not null,
    origin text not null,
    row_id text not null,
    primary key (project, origin, row_id)
  )`.execute(db)
}
