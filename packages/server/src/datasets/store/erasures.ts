import { eraseProof, type Proof, type RowFields, rowFieldsSchema } from '@pawl/core'
import { sql } from 'kysely'
import type { ControlTransaction } from '../../platform/control/index.ts'
import type { Db } from './datasets.ts'
import { isOfDataset } from './of-dataset.ts'
import type { RowOfDataset } from './row-reads.ts'

/** Rows that copied from any of these origins, by dataset. */
export async function selectRowsOfOrigins(
  db: Db,
  project: string,
  origins: readonly string[],
): Promise<readonly RowOfDataset[]> {
  const { rows } = await sql<{ id: string; dataset_id: string }>`select distinct r.id, r.dataset_id
    from row_origins o join dataset_rows r on r.id = o.row_id and r.project = o.project
    where o.project = ${project} and o.origin = any(${origins}::text[])
    order by r.dataset_id, r.id`.execute(db)
  return rows.map((row) => ({ id: row.id, datasetId: row.dataset_id }))
}

/** The fields without a word of content; what demands and judges the row, and where it came from, stays. */
export function eraseFields(fields: RowFields): RowFields {
  const { kind, traceId, spanId, who, at } = fields.source
  return {
    ...fields,
    input: { variables: {}, messages: [] },
    context: { systemInstructions: [], documents: [], toolDefinitions: [], toolCalls: [] },
    expectedBehavior: '',
    reference: null,
    observedOutput: null,
    metadata: {},
    source: { kind, ...(traceId && { traceId }), ...(spanId && { spanId }), who, at },
  }
}

/** Removes the content of all revisions of these rows of a dataset that are stored so far. */
export async function eraseRevisions(
  transaction: ControlTransaction,
  datasetId: string,
  rowIds: readonly string[],
): Promise<void> {
  for (const rowId of rowIds) {
    const { rows } = await sql<{ revision: number; fields: string }>`select revision, fields from row_revisions
      where row_id = ${rowId} and ${isOfDataset('row_revisions', datasetId)} and fields is not null`.execute(
      transaction,
    )
    for (const { revision, fields } of rows) {
      const erased = eraseFields(rowFieldsSchema.parse(JSON.parse(fields)))
      await sql`update row_revisions set fields = ${JSON.stringify(erased)}, source = ${JSON.stringify(erased.source)},
          near = '', expected = ''
        where row_id = ${rowId} and ${isOfDataset('row_revisions', datasetId)} and revision = ${revision}`.execute(
        transaction,
      )
    }
  }
  await sql`update row_revisions set note = ''
    where row_id = any(${rowIds}::text[]) and ${isOfDataset('row_revisions', datasetId)}`.execute(transaction)
}

/** @returns how many proofs had content */
export async function eraseProofs(
  transaction: ControlTransaction,
  project: string,
  rowIds: readonly string[],
): Promise<number> {
  const { rows } = await sql<{ id: string; proof: string }>`select id, proof from row_proofs
    where project = ${project} and row_id = any(${rowIds}::text[])`.execute(transaction)
  const proofs = rows.map(({ id, proof }) => ({ id, proof: JSON.parse(proof) as Proof }))
  const whole = proofs.filter(({ proof }) => !proof.isErased)
  for (const { id, proof } of whole) {
    await sql`update row_proofs set proof = ${JSON.stringify(eraseProof(proof))} where id = ${id}`.execute(transaction)
  }
  return whole.length
}
