import type { JsonObject, JsonValue } from '@pawl/core'

/** A text as the store can hold it and give it back: without NUL and halves of surrogate pairs. */
export const storableText = (text: string): string => text.replaceAll('\0', '\ufffd').toWellFormed()

/** What is hashed must be what is read later, to the last character. */
export function storableDetails(details: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => [storableText(name), storableValue(value)]),
  ) as JsonObject
}

function storableValue(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value === 'string') return storableText(value)
  if (Array.isArray(value)) return value.map((each) => storableValue(each) ?? null)
  return typeof value === 'object' && value !== null ? storableDetails(value as JsonObject) : value
}
