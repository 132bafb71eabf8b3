import type { JsonValue } from '../../traces/index.ts'
import type { JsonData } from '../rows/json-data.ts'

/** The first of these fields that the record has. */
export function readField(record: JsonData, names: readonly string[]): JsonValue | undefined {
  const name = names.find((each) => Object.hasOwn(record, each))
  return name === undefined ? undefined : record[name]
}

/** As `readField`, when it is a text that is not empty. */
export function textField(record: JsonData, names: readonly string[]): string | undefined {
  const value = readField(record, names)
  return typeof value === 'string' && value !== '' ? value : undefined
}
