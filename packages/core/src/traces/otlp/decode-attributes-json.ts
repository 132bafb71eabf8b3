import type { Attributes, AttributeValue } from './attribute-value.ts'
import { decodeBase64 } from './base64.ts'
import { doubleValue } from './decode-attributes-protobuf.ts'
import { Malformed, maxAttributeDepth, tooDeep, type ValueBudget } from './decode-limits.ts'
import { noAttributes } from './item-drafts.ts'
import { field, listField, objectField, textField } from './json-fields.ts'
import { isJsonObject, type JsonObject } from './parse-json.ts'

/** A KeyValue list, or the plain object that hand-written senders put in its place. */
export function readAttributes(value: unknown, budget: ValueBudget, depth = 0): Attributes {
  if (value === undefined || value === null) return noAttributes
  if (isJsonObject(value)) return readPlainObject(value, budget, depth)
  const entries = listField(value, 'attributes')
  if (entries.length === 0) return noAttributes
  const attributes = new Map<string, AttributeValue>()
  for (const entry of entries) {
    if (!isJsonObject(entry)) throw new Malformed('has an attribute that is not an object of key and value')
    budget.spend()
    attributes.set(textField(entry.key, 'attribute key'), readAnyValue(entry.value, budget, depth))
  }
  return attributes
}

/** An AnyValue, or a plain JSON value in its place. */
export function readAnyValue(value: unknown, budget: ValueBudget, depth = 0): AttributeValue {
  if (!isJsonObject(value)) return readPlain(value, budget, depth)
  if (typeof value.stringValue === 'string') return value.stringValue
  const int = field(value, 'intValue', 'int_value')
  if (int !== undefined) return readInt(int)
  const bool = field(value, 'boolValue', 'bool_value')
  if (bool !== undefined) return readBool(bool)
  const double = field(value, 'doubleValue', 'double_value')
  if (double !== undefined) return readDouble(double)
  return readComposite(value, budget, depth)
}

function readComposite(value: JsonObject, budget: ValueBudget, depth: number): AttributeValue {
  const array = field(value, 'arrayValue', 'array_value')
  if (array !== undefined && array !== null) return readList(objectField(array, 'arrayValue').values, budget, depth + 1)
  const list = field(value, 'kvlistValue', 'kvlist_value')
  if (list !== undefined && list !== null) {
    if (depth >= maxAttributeDepth) throw tooDeep()
    const entries = readAttributes(objectField(list, 'kvlistValue').values, budget, depth + 1)
    return entries === noAttributes ? new Map() : entries
  }
  const bytes = field(value, 'bytesValue', 'bytes_value')
  if (bytes !== undefined && bytes !== null) return readBytes(bytes)
  const text = field(value, 'stringValue', 'string_value')
  if (text !== undefined && text !== null) return textField(text, 'stringValue')
  for (const key in value) {
    if (!emptyForms.has(key)) return readPlainObject(value, budget, depth)
  }
  return null
}

/** An object of only these is the empty AnyValue: fields present without a value, and one that is not for traces. */
const emptyForms: ReadonlySet<string> = new Set(
  [
    'stringValue',
    'boolValue',
    'intValue',
    'doubleValue',
    'arrayValue',
    'kvlistValue',
    'bytesValue',
    'stringValueStrindex',
  ]
    .concat(['string_value', 'bool_value', 'int_value', 'double_value', 'array_value', 'kvlist_value', 'bytes_value'])
    .concat('string_value_strindex'),
)

function readPlain(value: unknown, budget: ValueBudget, depth: number): AttributeValue {
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return readInt(value)
  return Array.isArray(value) ? readList(value, budget, depth + 1) : null
}

function readPlainObject(object: JsonObject, budget: ValueBudget, depth: number): Attributes {
  if (depth >= maxAttributeDepth) throw tooDeep()
  const attributes = new Map<string, AttributeValue>()
  for (const [key, value] of Object.entries(object)) {
    budget.spend()
    attributes.set(key, readAnyValue(value, budget, depth + 1))
  }
  return attributes
}

function readList(values: unknown, budget: ValueBudget, depth: number): readonly AttributeValue[] {
  if (depth > maxAttributeDepth) throw tooDeep()
  return listField(values, 'array values').map((value) => {
    budget.spend()
    return readAnyValue(value, budget, depth)
  })
}

const minInt64 = -(2n ** 63n)
const maxInt64 = 2n ** 63n - 1n

function readInt(value: unknown): AttributeValue {
  if (value === null) return null
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return value
    if (!Number.isInteger(value)) return doubleValue(value)
  }
  const isInteger = typeof value === 'number' || (typeof value === 'string' && /^-?\d{1,20}$/.test(value))
  const integer = isInteger ? BigInt(value) : undefined
  if (integer === undefined || integer < minInt64 || integer > maxInt64) {
    throw new Malformed('has an intValue that is not a 64-bit integer')
  }
  const number = Number(integer)
  return Number.isSafeInteger(number) ? number : integer
}

function readBool(value: unknown): boolean | null {
  if (typeof value !== 'boolean' && value !== null) throw new Malformed('has a boolValue that is not true or false')
  return value
}

function readDouble(value: unknown): AttributeValue {
  if (typeof value === 'number') return doubleValue(value)
  if (value === null) return null
  if (value === 'NaN') return doubleValue(Number.NaN)
  // Number() would take '' and spaces for zero.
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN
  if (Number.isNaN(number)) throw new Malformed('has a doubleValue that is not a number')
  return doubleValue(number)
}

function readBytes(value: unknown): Uint8Array {
  const bytes = typeof value === 'string' ? decodeBase64(value) : undefined
  if (bytes === undefined) throw new Malformed('has a bytesValue that is not base64')
  return bytes
}
