import { randomUUID } from 'node:crypto'
import type { Proof } from '@pawl/core'
import { sql } from 'kysely'
import type { ControlTransaction } from '../../platform/control/index.ts'
import type { Db } from './datasets.ts'

export interface NewProof {
  readonly project: string
  readonly rowId: string
  readonly proof: Proof
}

/** Adds a proof to a row and makes it the row's newest. */
export async function insertProof(transaction: ControlTransaction, { project, rowId, proof }: NewProof): Promise<void> {
  const id = randomUUID()
  await transaction
    .insertInto('row_proofs')
    .values({ id, project, row_id: rowId, proof: JSON.stringify(proof), stored_at: proof.provedAt })
    .execute()
  await sql`update dataset_rows set proof_id = ${id}, proof_state = 'current'
    where project = ${project} and id = ${rowId}`.execute(transaction)
}

/** Rows in use whose newest proof still stands, by dataset. */
export async function countProven(db: Db, project: string): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ dataset_id: string; count: number }>`
    select r.dataset_id, count(*)::int as count from dataset_rows r join datasets d on d.id = r.dataset_id
    where d.project = ${project} and r.proof_state = 'current' and r.status <> 'archived' group by r.dataset_id`.execute(
    db,
  )
  return new Map(rows.map(({ dataset_id, count }) => [dataset_id, count]))
}
