import { decodeBase64 } from './base64.ts'
import { Malformed } from './decode-limits.ts'
import { isJsonObject, type JsonObject } from './parse-json.ts'

/** A field by its lowerCamelCase name, or by the proto name that hand-written senders use. */
export function field(object: JsonObject, camel: string, snake: string): unknown {
  return object[camel] ?? object[snake]
}

export function textField(value: unknown, name: string): string {
  if (value === undefined || value === null) return ''
  if (typeof value !== 'string') throw new Malformed(`has a ${name} that is not a string`)
  return value
}

export function listField(value: unknown, name: string): readonly unknown[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw new Malformed(`has ${name} that are not a list`)
  return value as readonly unknown[]
}

export function objectField(value: unknown, name: string): JsonObject {
  if (value === undefined || value === null) return {}
  if (!isJsonObject(value)) throw new Malformed(`has a ${name} that is not an object`)
  return value
}

export function uint32Field(value: unknown, name: string): number {
  if (value === undefined || value === null) return 0
  const number = typeof value === 'string' && value !== '' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 0 || number > 0xffff_ffff) {
    throw new Malformed(`has a ${name} that is not a 32-bit count`)
  }
  return number
}

/** An enum by number or by name; `names` are the names without their prefix, in the order of their numbers. */
export function enumField(value: unknown, name: string, names: readonly string[]): number {
  if (value === undefined || value === null) return 0
  if (typeof value === 'number' && Number.isInteger(value)) return value | 0
  if (typeof value === 'string') {
    const index = names.findIndex((known) => value === known || value.endsWith(`_${known}`))
    if (index >= 0) return index
    if (/^-?\d{1,9}$/.test(value)) return Number(value)
  }
  throw new Malformed(`has a ${name} that is neither a number nor one of ${names.join(', ')}`)
}

const maxUint64 = 0xffff_ffff_ffff_ffffn

export function unixNanoField(value: unknown, name: string): bigint {
  if (value === undefined || value === null || value === '') return 0n
  let nanos = -1n
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) nanos = BigInt(value)
  else if (typeof value === 'number' && Number.isInteger(value)) nanos = BigInt(value)
  if (nanos < 0n || nanos > maxUint64) {
    throw new Malformed(`has a ${name} that is not a whole number of nanoseconds since 1970`)
  }
  return nanos
}

const hexDigits = /^[0-9a-fA-F]+$/

/**
 * An id in lower-case hex from hex, or from base64 of exactly `length` bytes (browser SDKs). '' when absent, and '?' for
 * anything else.
 */
export function hexIdField(value: unknown, length: 8 | 16): string {
  if (value === undefined || value === null || value === '') return ''
  if (typeof value !== 'string') return '?'
  if (value.length === length * 2 && hexDigits.test(value)) return value.toLowerCase()
  const bytes = decodeBase64(value)
  if (bytes?.length !== length) return '?'
  let hex = ''
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0')
  return hex
}
