import { z } from 'zod'
import type { JsonValue } from '../../traces/index.ts'

/** Deeper values could exhaust the stack of whoever walks them. */
const maxDepth = 100

/** Any JSON value of at most 100 levels. */
export const jsonValueSchema = z.custom<JsonValue>(
  (value) => isJson(value, maxDepth),
  'it must be a JSON value of at most 100 levels',
)

export type JsonObject = { readonly [key: string]: JsonValue }

export const jsonObjectSchema = z.custom<JsonObject>(
  (value) => isJson(value, maxDepth) && isJsonRecord(value),
  'it must be a JSON object of at most 100 levels',
)

export function isJsonRecord(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isJson(value: unknown, depthLeft: number): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || depthLeft === 0) return false
  const items: unknown[] = Array.isArray(value) ? value : Object.values(value)
  return items.every((item) => isJson(item, depthLeft - 1))
}

/** A place in a JSON document, as RFC 6901 writes it: `/items/0/price`; '' is the whole document. */
export const jsonPointerSchema = z
  .string()
  .max(1000)
  .regex(/^(?:\/(?:[^~/]|~[01])*)*$/, 'a JSON pointer is empty or starts with "/", as in /items/0/price (RFC 6901)')
