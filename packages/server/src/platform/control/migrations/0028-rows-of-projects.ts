import { type Kysely, sql } from 'kysely'

/**
 * A row's id is its project's own: the same files may be pushed to several projects of one server. The id comes first in
 * the keys, since it nearly always says which row is meant. Revisions are told apart by their dataset, which they name
 * already: another column would rewrite all content.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table row_proofs drop constraint row_proofs_row_id_fkey, add column project text`.execute(db)
  await sql`update row_proofs p set project = r.project from dataset_rows r where r.id = p.row_id`.execute(db)
  await sql`alter table dataset_rows drop constraint dataset_rows_pkey, add primary key (id, project)`.execute(db)
  await sql`alter table row_proofs alter column project set not null,
    add foreign key (row_id, project) references dataset_rows (id, project) on delete cascade`.execute(db)
  await sql`alter table row_revisions drop constraint row_revisions_pkey,
    add primary key (row_id, revision, dataset_id)`.execute(db)
}
