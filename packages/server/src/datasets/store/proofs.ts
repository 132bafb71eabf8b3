import { randomUUID } from 'node:crypto'
import type { Proof } from '@pawl/core'
import { sql } from 'kysely'
import type { ControlTransaction } from '../../platform/control/index.ts'

/** Adds a proof to a row and makes it the row's newest. */
export async function insertProof(transaction: ControlTransaction, rowId: string, proof: Proof): Promise<void> {
  const id = randomUUID()
  await transaction
    .insertInto('row_proofs')
    .values({ id, row_id: rowId, proof: JSON.stringify(proof), stored_at: proof.provedAt })
    .execute()
  await sql`update dataset_rows set proof_id = ${id}, proof_state = 'current' where id = ${rowId}`.execute(transaction)
}
