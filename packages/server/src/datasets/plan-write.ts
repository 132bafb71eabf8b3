import {
  canonicalJsonText,
  changesTest,
  type JsonValue,
  type RowChange,
  type RowFields,
  type RowStatus,
} from '@pawl/core'
import type { PlannedWrite } from './change-dataset.ts'
import type { StoredTexts } from './row-texts-of.ts'
import type { StoredRow } from './store/row-reads.ts'

export interface NewRowWrite {
  readonly rowId: string
  readonly fields: RowFields
  readonly status: RowStatus
  readonly texts: StoredTexts
  readonly people: readonly string[]
}

export const newWrite = (row: NewRowWrite): PlannedWrite => ({
  ...row,
  revision: 1,
  fieldsRevision: 1,
  change: 'created',
  changedFields: [],
  proofState: 'none',
  isErased: false,
  statusBefore: null,
})

/** The next state of a row with other fields. A proof of another test is outdated. */
export function fieldsWrite(row: StoredRow, fields: RowFields, change: RowChange): PlannedWrite {
  const isOutdated = row.proofState === 'current' && changesTest(row.fields, fields)
  return {
    rowId: row.id,
    status: row.status,
    fields,
    revision: row.revision + 1,
    fieldsRevision: row.revision + 1,
    change,
    changedFields: changedFieldsOf(row.fields, fields),
    proofState: isOutdated ? 'outdated' : row.proofState,
    isErased: row.isErased,
    statusBefore: row.status,
  }
}

/** The next state of a row with the same fields. */
export const statusWrite = (row: StoredRow, status: RowStatus, change: RowChange = 'status_changed'): PlannedWrite => ({
  rowId: row.id,
  status,
  fields: null,
  revision: row.revision + 1,
  fieldsRevision: row.fieldsRevision,
  change,
  changedFields: [],
  proofState: row.proofState,
  isErased: row.isErased,
  statusBefore: row.status,
})

function changedFieldsOf(before: RowFields, after: RowFields): readonly string[] {
  const names = Object.keys(after) as (keyof RowFields)[]
  const text = (value: unknown) => canonicalJsonText(value as JsonValue)
  return names.filter((name) => text(before[name]) !== text(after[name]))
}
