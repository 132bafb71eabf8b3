import { AppError } from '../../errors/index.ts'
import { type RowEdit, type RowFields, type RowStatus, rowFieldsSchema } from './row.ts'

/**
 * The fields of a row after an edit.
 * @throws AppError `conflict` for an archived row and for an active one that would lose its last evaluator;
 * `bad_request` when the row as a whole would be wrong
 */
export function editRow(row: RowFields & { readonly status: RowStatus }, edit: RowEdit): RowFields {
  if (row.status === 'archived') {
    throw new AppError('conflict', 'An archived row is kept as it was', {
      where: 'status',
      fix: 'Make it a draft again, then edit it',
    })
  }
  const { input, context, expectedBehavior, reference, observedOutput, evaluators, priority, labels, risks } = row
  const { requiredPassProbability, passFloor, metadata, source } = row
  const fields = {
    ...{ input, context, expectedBehavior, reference, observedOutput, evaluators, priority, labels, risks },
    ...{ requiredPassProbability, passFloor, metadata, source },
    ...edit,
  }
  const parsed = rowFieldsSchema.safeParse(fields)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new AppError('bad_request', issue?.message ?? 'The row would not be valid', {
      where: issue?.path.join('.') ?? '',
      fix: 'Give fields that fit together',
      cause: parsed.error,
    })
  }
  if (row.status === 'active' && parsed.data.evaluators.length === 0) {
    throw new AppError('conflict', 'An active row needs an evaluator, and this takes its last one away', {
      where: 'evaluators',
      fix: 'Attach another evaluator in the same edit, or make the row a draft first',
    })
  }
  return parsed.data
}
