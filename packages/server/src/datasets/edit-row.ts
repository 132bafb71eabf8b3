import { editRow as applyEdit, type RowEdit, type RowView } from '@pawl/core'
import { assertNotErased, changeRow, type RowChangeRequest } from './change-row.ts'
import type { DatasetsContext } from './datasets-context.ts'
import { fieldsWrite } from './plan-write.ts'

/**
 * @throws AppError `not_found`; `conflict` when the row was changed meanwhile, or when the edit makes an active row protect
 * less and gives no reason; `bad_request` when the row would not be valid
 */
export async function editRow(
  context: DatasetsContext,
  request: RowChangeRequest & { readonly edit: RowEdit },
): Promise<RowView> {
  return await changeRow(context, request, (row) => {
    const fields = applyEdit({ ...row.fields, status: row.status }, request.edit)
    assertNotErased(row)
    return Promise.resolve(fieldsWrite(row, fields, 'edited'))
  })
}
