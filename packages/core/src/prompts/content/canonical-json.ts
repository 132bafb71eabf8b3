import type { JsonValue } from '../../traces/index.ts'
import { isArray } from './json-value.ts'

/**
 * The one text of a JSON value: keys in the order of their UTF-16 units, no blanks, numbers as ECMAScript writes them
 * (RFC 8785). Two values have the same text exactly when they are the same JSON, whatever the order of keys or the
 * spelling of numbers they were read from. Integers beyond 2^53 were rounded when they were parsed, before this sees
 * them.
 */
export function canonicalJsonText(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (isArray(value)) return `[${value.map(canonicalJsonText).join(',')}]`
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJsonText(item)}`).join(',')}}`
}
