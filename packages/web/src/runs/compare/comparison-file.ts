import { type ComparedRow, guardCell, writeCsvRecord } from '@pawl/core'

const columns = [
  'row',
  'change',
  'before',
  'after',
  'before_rate',
  'after_rate',
  'p_value',
  'row_was_edited',
  'input',
  'before_output',
  'after_output',
] as const

/** A comparison as CSV (RFC 4180); no cell of it runs in a spreadsheet. */
export function comparisonCsv(rows: readonly ComparedRow[]): string {
  const number = (value: number | null) => (value === null ? '' : String(value))
  const lines = rows.map((row) =>
    [
      row.rowId,
      row.change,
      row.before,
      row.after,
      number(row.beforeRate),
      number(row.afterRate),
      number(row.pValue),
      String(row.isEdited),
      row.inputPreview,
      row.beforePreview,
      row.afterPreview,
    ].map(guardCell),
  )
  return [[...columns], ...lines].map((cells) => writeCsvRecord(cells)).join('')
}
