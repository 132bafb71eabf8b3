import { z } from 'zod'
import type { JsonValue } from '../../traces/index.ts'

export type JsonObject = { readonly [key: string]: JsonValue }

/** Deeper values are refused, so that whoever walks one recursively never runs out of stack. */
const maxDepth = 100

/** Any JSON value: finite numbers, plain objects, at most 100 levels deep. */
export const jsonValueSchema = z.custom<JsonValue>((value) => isJson(value, maxDepth), {
  message: 'must be JSON of at most 100 levels, with finite numbers',
})

export const jsonObjectSchema = z.custom<JsonObject>((value) => isObject(value) && isJson(value, maxDepth), {
  message: 'must be a JSON object of at most 100 levels, with finite numbers',
})

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value)
}

function isJson(value: unknown, depthLeft: number): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true
    case 'number':
      return Number.isFinite(value)
    case 'object':
      if (value === null) return true
      if (depthLeft === 0) return false
      return (Array.isArray(value) ? value : plainValues(value)).every((item) => isJson(item, depthLeft - 1))
    default:
      return false
  }
}

/** A date, a map or another object of a class is not JSON: the one value stands for "no". */
function plainValues(value: object): unknown[] {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null ? Object.values(value) : [undefined]
}
