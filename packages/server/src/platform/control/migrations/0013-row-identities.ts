import { type Kysely, sql } from 'kysely'

/**
 * Identities are found by their first 32 bits. They are random, so every new row changes another page of the index: with
 * whole texts it outgrew what the embedded engine keeps in memory, and adding rows got slower with every row.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`drop index dataset_rows_by_identity`.execute(db)
  await sql`create index dataset_rows_by_identity on dataset_rows ((('x' || left(identity, 8))::bit(32)::integer))`.execute(
    db,
  )
}
