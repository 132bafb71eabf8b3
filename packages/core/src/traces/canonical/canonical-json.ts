import { isObject } from './values/json-value.ts'

/**
 * The one text of JSON data: keys in the order of their UTF-16 units, no blanks, numbers as ECMAScript writes them
 * (RFC 8785). Two values have the same text exactly when they are the same JSON, whatever the order of keys or the
 * spelling of numbers they were read from. Integers beyond 2^53 were rounded when they were parsed, before this sees
 * them.
 *
 * Takes any type, since interfaces of JSON fields are none of `JsonValue`. As in `JSON.stringify`, keys without a value are
 * left out, and what else is not JSON counts as null.
 */
export function canonicalJsonText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJsonText).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value) ?? 'null'
  const present = Object.entries(value).filter(([, item]) => item !== undefined)
  present.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${present.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJsonText(item)}`).join(',')}}`
}
