import { type Kysely, sql } from 'kysely'

/** Why an evaluator was archived, and which rows name one: most rows of a large dataset name none. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table evaluators add column archived_by text, add column archive_reason text not null default ''`.execute(
    db,
  )
  await sql`create index dataset_rows_with_evaluators on dataset_rows (project, dataset_id)
    where cardinality(evaluators) > 0 and status <> 'archived'`.execute(db)
}
