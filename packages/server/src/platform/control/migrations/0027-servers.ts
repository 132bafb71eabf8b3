import { type Kysely, sql } from 'kysely'

/** The processes that share the stores: who lives, and which jobs each works on. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table servers (
    id text primary key,
    slot integer not null unique,
    takes_jobs boolean not null,
    jobs text[] not null,
    started_at timestamptz not null,
    seen_at timestamptz not null,
    left_at timestamptz
  )`.execute(db)
}
