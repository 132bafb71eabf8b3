import { z } from 'zod'
import type { JsonValue } from './canonical-span.ts'
import { isObject, type JsonObject } from './values/json-value.ts'

/**
 * Deeper data is refused, so that nobody who walks it recursively runs out of stack. What a span holds is at most 200
 * deep, and a message or a row puts a few levels around it.
 */
const maxDepth = 220

/**
 * Whether it is plain JSON: no undefined, no infinite number, no class instance, no key `__proto__` (copying it would
 * lose it), nested at most 220 deep.
 */
export function isJsonValue(value: unknown): value is JsonValue {
  return isJsonWithin(value, maxDepth)
}

/** An object of plain JSON. */
export function isJsonObject(value: unknown): value is JsonObject {
  return isObject(value) && isJsonValue(value)
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

const limits = `nested at most ${maxDepth} deep, with finite numbers and without the key "__proto__"`

/** Plain JSON, as `isJsonValue` says. What the API's description says of a schema made by a function stands in its `meta`. */
export const jsonValueSchema = z
  .custom<JsonValue>(isJsonValue, `must be JSON, ${limits}`)
  .meta({ type: ['string', 'number', 'boolean', 'object', 'array', 'null'], description: 'Any JSON' })
export const jsonObjectSchema = z
  .custom<JsonObject>(isJsonObject, `must be a JSON object, ${limits}`)
  .meta({ type: 'object', description: 'Any JSON object' })
