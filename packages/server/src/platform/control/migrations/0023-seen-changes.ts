import { type Kysely, sql } from 'kysely'

/** Changes that traces show by themselves. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table changes drop constraint changes_kind_check,
    add constraint changes_kind_check check (kind in ('deployment', 'model', 'prompt_version', 'release'))`.execute(db)
}
