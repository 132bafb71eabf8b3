import type { JsonValue } from '../../traces/index.ts'
import { isJsonValue } from '../rows/json-data.ts'

/** A value as the text of a cell: texts as they are, all else as JSON, and so are texts that would read as JSON. */
export function cellOf(value: JsonValue | undefined): string {
  if (value === undefined) return ''
  return typeof value === 'string' && cellValue(value) === value ? value : JSON.stringify(value)
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
