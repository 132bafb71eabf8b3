import { type AddedRow, AppError, newRowSchema, type RowFields, type RowStatus } from '@pawl/core'
import type { DuplicateMarks } from './row-texts-of.ts'

export interface PreparedRow {
  /** Absent: it is given one. */
  readonly id?: string
  readonly fields: RowFields
  /** As it is asked for: whether it may be active, its evaluators say. */
  readonly status: RowStatus
  /** Computed already where there was time for it. */
  readonly marks?: DuplicateMarks
}

/** @throws AppError `bad_request` that names the field, below `where` */
export function prepareRow(
  { id, status = 'draft', source = { kind: 'manual' }, ...fields }: AddedRow,
  maker: { readonly person: string; readonly at: Date },
  where: string,
): PreparedRow {
  const stamped = { ...source, who: maker.person, at: maker.at.toISOString() }
  const parsed = newRowSchema.safeParse({ ...fields, source: stamped })
  if (parsed.success) return { ...(id !== undefined && { id }), fields: parsed.data, status }
  const [issue] = parsed.error.issues
  const place = [where, ...(issue?.path ?? [])].map(String).join('.')
  throw new AppError('bad_request', `${place}: ${issue?.message ?? 'this is no row'}`, {
    where: place,
    cause: parsed.error,
  })
}
