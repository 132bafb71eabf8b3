import type { JsonObject, JsonValue } from '../../traces/index.ts'

/** The first of these fields that the record has. */
export function readField(record: JsonObject, names: readonly string[]): JsonValue | undefined {
  const name = names.find((each) => Object.hasOwn(record, each))
  return name === undefined ? undefined : record[name]
}

/** As `readField`, when it is a text that is not empty. */
export function textField(record: JsonObject, names: readonly string[]): string | undefined {
  const value = readField(record, names)
  return typeof value === 'string' && value !== '' ? value : undefined
}
