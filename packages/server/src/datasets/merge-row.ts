import { AppError, mergeRows, type RowView } from '@pawl/core'
import { rowNotFound } from './change-dataset.ts'
import { assertNotErased, changeRow, type RowChangeRequest, reasoned } from './change-row.ts'
import type { DatasetsContext } from './datasets-context.ts'
import { fieldsWrite, statusWrite } from './plan-write.ts'
import { storedTexts } from './row-texts-of.ts'
import { type StoredRow, selectRows } from './store/row-reads.ts'

/**
 * The duplicate is archived, and the row demands all that either did.
 *
 * @throws AppError as `editRow`; `bad_request` for a row of another dataset or the row itself
 */
export async function mergeRow(
  context: DatasetsContext,
  request: RowChangeRequest & { readonly duplicateId: string },
): Promise<RowView> {
  const { project, duplicateId } = request
  return await changeRow(context, request, async (row, db) => {
    const [duplicate] = await selectRows(db, project, [duplicateId])
    if (duplicate === undefined) throw rowNotFound(project, duplicateId)
    assertMayMerge(row, duplicate)
    const isSameTest = storedTexts(duplicate.fields).identity === storedTexts(row.fields).identity
    const kept = fieldsWrite(row, mergeRows(row.fields, [duplicate.fields]), 'merged')
    const gone = statusWrite(duplicate, 'archived', 'merged')
    return [kept, isSameTest ? gone : reasoned(duplicate, gone, request.reason)]
  })
}

function assertMayMerge(row: StoredRow, duplicate: StoredRow): void {
  if (row.id === duplicate.id || row.datasetId !== duplicate.datasetId) {
    const message =
      row.id === duplicate.id ? 'A row cannot be merged into itself.' : 'The rows are in different datasets.'
    throw new AppError('bad_request', message, { where: 'duplicateId', fix: 'Name two rows of one dataset.' })
  }
  assertNotErased(row)
  assertNotErased(duplicate)
  if (row.status === 'archived' || (duplicate.status === 'active' && row.status !== 'active')) {
    throw new AppError('conflict', `The row to be kept is ${row.status}, the other one ${duplicate.status}.`, {
      where: 'status',
      fix: 'Keep the other one, or activate this one first.',
    })
  }
}
