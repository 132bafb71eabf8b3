import { isJsonValue, type JsonValue } from '../../traces/index.ts'

/** A value as the text of a cell: texts as they are, all else as JSON, and so are texts that would read as JSON. */
export function cellOf(value: JsonValue | undefined): string {
  if (value === undefined) return ''
  return typeof value === 'string' && cellValue(value) === value ? value : JSON.stringify(value)
}

/**
 * A cell of somebody else's CSV: lists, objects and quoted texts are opened where they are valid JSON. Numbers and words
 * stay texts, since `1.0` or `true` may be what was written; nothing for an empty cell and for `null`.
 */
export function foreignCellValue(cell: string): JsonValue | undefined {
  if (cell === '' || cell === 'null') return undefined
  return /^\s*["[{]/.test(cell) ? cellValue(cell) : cell
}

/** The value that `cellOf` wrote: JSON where it is valid, else the text; nothing for an empty cell. */
export function cellValue(cell: string): JsonValue | undefined {
  if (cell === '') return undefined
  try {
    const value: unknown = JSON.parse(cell)
    return isJsonValue(value) ? value : cell
  } catch {
    return cell
  }
}
