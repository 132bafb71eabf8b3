import { type Kysely, sql } from 'kysely'

/** JSON is in `text` columns: what names it holds is for people to choose, and `jsonb` refuses NUL. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table gate_policies (
    project text not null references projects (name) on delete cascade,
    environment text not null,
    number integer not null,
    id text not null,
    policy text not null,
    who text not null,
    at timestamptz not null,
    reason text not null,
    primary key (project, environment, number)
  )`.execute(db)
  await createGates(db)
  await sql`create table gate_trials (
    id bigint generated always as identity primary key,
    project text not null references projects (name) on delete cascade,
    target text not null,
    use text not null check (use in ('row', 'set')),
    row_id text not null,
    test text not null,
    subject_key text not null,
    trial integer not null,
    attempt integer not null,
    status text not null,
    scores text not null,
    latency_ms double precision,
    total_tokens double precision,
    cost_usd double precision,
    response_model text,
    run_id text,
    trace_id text,
    made_at timestamptz not null,
    unique (project, target, use, row_id, test, trial, subject_key, attempt)
  )`.execute(db)
  // However many gates ask for a trial, it has one outcome.
  await sql`create unique index gate_trials_outcome on gate_trials (project, target, use, row_id, test, trial)
    where status in ('pass', 'fail')`.execute(db)
  await sql`create index gate_trials_of_target on gate_trials (project, target, id)`.execute(db)
  await sql`alter table runs add column gate_id text, add column gate_side text`.execute(db)
  await sql`create index runs_of_gate on runs (gate_id) where gate_id is not null`.execute(db)
}

async function createGates(db: Kysely<unknown>): Promise<void> {
  await sql`create table gates (
    id text primary key,
    project text not null references projects (name) on delete cascade,
    environment text not null,
    release text not null,
    release_id text not null,
    external text,
    baseline text,
    baseline_external text,
    unused_datasets text not null,
    subject text not null,
    subject_key text not null,
    policy_version text not null,
    starts integer not null,
    started_with text,
    also_spent text,
    unfit_evaluators text,
    concurrency integer not null,
    note text not null,
    status text not null check (status in ('waiting', 'running', 'decided', 'cancelled', 'failed')),
    status_reason text not null default '',
    verdict text not null default 'inconclusive',
    reason text not null default '',
    is_unprotected boolean not null default false,
    trials integer not null default 0,
    cost_usd double precision,
    decision text,
    evidence_hash text,
    cited text,
    audit_head text,
    claimed_by text,
    claimed_until timestamptz,
    started_by text not null,
    created_at timestamptz not null,
    finished_at timestamptz
  )`.execute(db)
  // The same question asked twice at once is one gate.
  await sql`create unique index gates_under_way on gates (project, subject_key) where status in ('waiting', 'running')`.execute(
    db,
  )
  await sql`create index gates_by_subject on gates (project, subject_key)`.execute(db)
  await sql`create index gates_by_time on gates (project, created_at, id)`.execute(db)
  await sql`create index gates_by_release on gates (project, environment, release_id, created_at)`.execute(db)
}
