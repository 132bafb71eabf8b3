import { AppError } from '../../errors/index.ts'
import { type Attributes, type AttributeValue, OtlpDouble } from './attribute-value.ts'
import { encodeBase64 } from './base64.ts'
import { JsonSyntaxError, parseLosslessJson } from './parse-lossless-json.ts'

/** `"key":` of keys seen before, most of which come on every span. */
const writtenKeys = new Map<string, string>()
const maxWrittenKeys = 4096

/**
 * Attributes as one JSON object that people and SQL can read, without loss through `attributesFromJson`: ints of any size
 * are whole numbers, whole doubles end in `.0`. What JSON cannot say is an object with one key: `{"$bytes":"<base64>"}`,
 * `{"$double":"NaN"}` (or `Infinity`, `-Infinity`); a real object of one key that begins with `$` gets one more `$`.
 *
 * `rewrite` is applied to every text among the values.
 */
export function attributesToJson(attributes: Attributes, rewrite: (text: string) => string = unchanged): string {
  if (attributes.size === 1) return singleKeyToJson(attributes, rewrite)
  let json = '{'
  for (const [key, value] of attributes) {
    const separator = json === '{' ? '' : ','
    json += separator + keyToJson(key) + attributeValueToJson(value, rewrite)
  }
  return `${json}}`
}

/**
 * What `attributesToJson` was given.
 * @throws AppError `internal` when the text is not from there
 */
export function attributesFromJson(text: string): Attributes {
  const attributes = attributeValueFromJson(text)
  if (attributes instanceof Map) return attributes
  throw notWritten('an object')
}

/** One value in the form that `attributesToJson` gives it. */
export function attributeValueToJson(value: AttributeValue, rewrite: (text: string) => string = unchanged): string {
  switch (typeof value) {
    case 'string':
      return textToJson(rewrite(value))
    case 'number':
      return Number.isInteger(value) && !Number.isSafeInteger(value) ? doubleToJson(value) : numberToJson(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'bigint':
      return value.toString()
    default:
      return compositeToJson(value, rewrite)
  }
}

/**
 * What `attributeValueToJson` was given.
 * @throws AppError `internal` when the text is not from there
 */
export function attributeValueFromJson(text: string): AttributeValue {
  try {
    return parseLosslessJson(text)
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    throw notWritten('JSON', error)
  }
}

function notWritten(expected: string, cause?: JsonSyntaxError): AppError {
  const where = cause === undefined ? {} : { where: `position ${cause.position}`, cause }
  return new AppError('internal', `Stored attributes are not ${expected}`, where)
}

/** So long a text is looked through at less than what a call of JSON.stringify costs. */
const shortText = 64

function textToJson(text: string): string {
  if (text.length > shortText) return JSON.stringify(text)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 32 || code > 126 || code === 34 || code === 92) return JSON.stringify(text)
  }
  return `"${text}"`
}

const unchanged = (text: string): string => text

function compositeToJson(
  value: Exclude<AttributeValue, string | number | boolean | bigint>,
  rewrite: (text: string) => string,
): string {
  if (value === null) return 'null'
  if (value instanceof Map) return attributesToJson(value, rewrite)
  if (value instanceof OtlpDouble) return doubleToJson(value.value)
  if (value instanceof Uint8Array) return `{"$bytes":"${encodeBase64(value)}"}`
  let json = '['
  for (const item of value as readonly AttributeValue[]) {
    json += (json === '[' ? '' : ',') + attributeValueToJson(item, rewrite)
  }
  return `${json}]`
}

function singleKeyToJson(attributes: Attributes, rewrite: (text: string) => string): string {
  for (const [key, value] of attributes) {
    return `{${keyToJson(key.startsWith('$') ? `$${key}` : key)}${attributeValueToJson(value, rewrite)}}`
  }
  return '{}'
}

function keyToJson(key: string): string {
  const known = writtenKeys.get(key)
  if (known !== undefined) return known
  const written = `${JSON.stringify(key)}:`
  if (writtenKeys.size < maxWrittenKeys && key.length <= 64) writtenKeys.set(key, written)
  return written
}

function numberToJson(value: number): string {
  return Number.isFinite(value) ? String(value) : doubleToJson(value)
}

function doubleToJson(value: number): string {
  if (!Number.isFinite(value)) return `{"$double":"${value}"}`
  if (Object.is(value, -0)) return '-0.0'
  const digits = String(value)
  return Number.isInteger(value) && !digits.includes('e') ? `${digits}.0` : digits
}
