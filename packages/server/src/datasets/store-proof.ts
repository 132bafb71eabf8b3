import { AppError, changesTest, type Proof, type RowView } from '@pawl/core'
import { changeRows, rowNotFound } from './change-dataset.ts'
import { assertNotErased, findRow } from './change-row.ts'
import type { DatasetsContext } from './datasets-context.ts'
import { statusWrite } from './plan-write.ts'
import { insertOrigins, trialOrigin } from './store/origins.ts'
import { insertProof } from './store/proofs.ts'
import { selectRowRevision, selectRows, toRowView } from './store/row-reads.ts'

export interface StoreProofRequest {
  readonly project: string
  readonly rowId: string
  readonly proof: Proof
  readonly person: string
}

/**
 * Makes this the newest proof of a row; earlier ones are kept.
 *
 * @throws AppError `not_found`; `conflict` when the row tests something else than the revision that was proven
 */
export async function storeProof(
  context: DatasetsContext,
  { project, rowId, proof, person }: StoreProofRequest,
): Promise<RowView> {
  const { datasetId } = await findRow(context, project, rowId)
  const change = {
    project,
    dataset: datasetId,
    person,
    note: `Proven by runs ${proof.before.runId} and ${proof.after.runId}`,
  }
  await changeRows(context, change, async (transaction) => {
    const [row] = await selectRows(transaction, project, [rowId])
    if (row === undefined) throw rowNotFound(project, rowId)
    assertNotErased(row)
    const proven = await selectRowRevision(transaction, row, proof.rowRevision)
    if (proven === undefined || changesTest(proven.fields, row.fields)) {
      throw new AppError(
        'conflict',
        `The row tests something else than its revision ${proof.rowRevision}, which was proven.`,
        {
          where: 'rowRevision',
          fix: 'Prove the row as it is now.',
        },
      )
    }
    await insertProof(transaction, { project, rowId, proof })
    const cited = [...proof.before.trials, ...proof.after.trials].flatMap(({ traceId }) => traceId ?? [])
    await insertOrigins(
      transaction,
      project,
      cited.map((traceId) => ({ rowId, origin: trialOrigin(traceId) })),
    )
    return { writes: [{ ...statusWrite(row, row.status, 'proved'), proofState: 'current' as const }], result: null }
  })
  return toRowView(await findRow(context, project, rowId))
}
