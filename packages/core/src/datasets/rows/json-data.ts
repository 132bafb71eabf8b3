import { z } from 'zod'
import type { JsonValue } from '../../traces/index.ts'

export type JsonData = { readonly [key: string]: JsonValue }

/** Deeper data is refused, so that nobody who walks a row recursively runs out of stack. */
const maxDepth = 200

/** Plain JSON: no undefined, no infinite number, no class instance, nested at most 200 deep. */
export function isJsonValue(value: unknown): value is JsonValue {
  return isJsonWithin(value, maxDepth)
}

/** A plain JSON object; `__proto__` is no key of one, since copying it would lose it. */
export function isJsonData(value: unknown): value is JsonData {
  return isJsonObject(value) && isJsonValue(value)
}

function isJsonWithin(value: unknown, depthLeft: number): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true
    case 'number':
      return Number.isFinite(value)
    case 'object':
      return value === null || (depthLeft > 0 && isPlainComposite(value, depthLeft - 1))
    default:
      return false
  }
}

function isPlainComposite(value: object, depthLeft: number): boolean {
  if (Array.isArray(value)) return value.every((item) => isJsonWithin(item, depthLeft))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return false
  return Object.entries(value).every(([key, item]) => key !== '__proto__' && isJsonWithin(item, depthLeft))
}

function isJsonObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export const jsonValueSchema = z.custom<JsonValue>(isJsonValue, 'must be JSON, nested at most 200 deep')
export const jsonDataSchema = z.custom<JsonData>(
  isJsonData,
  'must be a JSON object, nested at most 200 deep, without the key "__proto__"',
)

/**
 * One text for all spellings of the same JSON data: keys in order, no blanks. Keys without a value are left out. Takes
 * any type, since interfaces of JSON fields are none of `JsonValue`; what is not JSON counts as null.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`
  if (!isJsonObject(value)) return JSON.stringify(value) ?? 'null'
  const present = Object.entries(value).filter(([, item]) => item !== undefined)
  present.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${present.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`
}
