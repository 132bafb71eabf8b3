import { AppError, decideRowStatus, type RowStatus, type RowSummary, type RowView } from '@pawl/core'
import { changeRows, type PlannedWrite, rowNotFound } from './change-dataset.ts'
import { assertNotErased, changeRow, type RowChangeRequest, reasoned } from './change-row.ts'
import { AttachableEvaluators } from './check-attachable.ts'
import type { DatasetsContext } from './datasets-context.ts'
import { statusWrite } from './plan-write.ts'
import { type StoredRow, selectRows, selectSummaries } from './store/row-reads.ts'

/** @throws AppError as `editRow`; `conflict` for an active row without an evaluator that may be attached */
export async function changeStatus(
  context: DatasetsContext,
  request: RowChangeRequest & { readonly status: RowStatus },
): Promise<RowView> {
  return await changeRow(context, request, (row) => Promise.resolve(decidedStatus(row, request.status)))
}

export interface StatusesRequest extends Omit<RowChangeRequest, 'rowId' | 'revision'> {
  readonly dataset: string
  readonly rowIds: readonly string[]
  readonly status: RowStatus
}

/** All or none, as one change. Rows that have the status already stay as they are. */
export async function changeStatuses(
  context: DatasetsContext,
  request: StatusesRequest,
): Promise<{ readonly revision: number; readonly rows: RowSummary[] }> {
  const { project, rowIds, status, person, reason } = request
  if (status === 'active') {
    const attachable = new AttachableEvaluators(context, project)
    for (const row of await selectRows(context.control.db, project, rowIds)) {
      const refusal = row.status === 'active' ? null : await attachable.refusalOf(row.fields)
      if (refusal !== null) throw new AppError('conflict', `Row ${row.id}: ${refusal}`, { where: row.id })
    }
  }
  const change = { project, dataset: request.dataset, person, note: reason }
  const { dataset: changed, revision } = await changeRows(context, change, async (transaction, dataset) => {
    const rows = await selectRows(transaction, project, [...new Set(rowIds)])
    const strange = rowIds.find((id) => !rows.some((row) => row.id === id && row.datasetId === dataset.id))
    if (strange !== undefined) throw rowNotFound(project, strange)
    const moved = rows.filter((row) => row.status !== status)
    return { writes: moved.map((row) => reasoned(row, decidedStatus(row, status), reason)), result: null }
  })
  return {
    revision,
    rows: await selectSummaries(context.control.db, { datasetId: changed.id, atRevision: null }, rowIds),
  }
}

function decidedStatus(row: StoredRow, status: RowStatus): PlannedWrite {
  const decision = decideRowStatus({ status: row.status, evaluators: row.fields.evaluators }, status)
  if (!decision.allowed)
    throw new AppError('conflict', `${decision.reason}.`, { where: 'status', fix: `${decision.fix}.` })
  if (status !== 'archived') assertNotErased(row)
  return statusWrite(row, status)
}
