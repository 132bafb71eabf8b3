import { type AttributeValue, encodeBase64, OtlpDouble } from '../../otlp/index.ts'
import type { JsonValue } from '../canonical-span.ts'

export type JsonObject = { readonly [key: string]: JsonValue }

/** Deeper JSON stays text: whoever serialises or walks a canonical span recursively must not run out of stack. */
const maxDepth = 200
/** A JSON text shorter than this cannot nest deep enough to matter, so its depth is not measured. */
const shortestDeepText = 4 * maxDepth

/** What instrumentations write where content was hidden or could not be serialised: the value counts as absent. */
const redactionLiterals: ReadonlySet<string> = new Set([
  '<REDACTED>',
  'readacted',
  '__REDACTED__',
  '<failed to serialize>',
  '<not serializable>',
])

export function isRedacted(text: string): boolean {
  return text.length <= 22 && redactionLiterals.has(text)
}

/** Says nothing of what is inside: for data from outside see `isJsonValue`. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isArray(value: unknown): value is readonly JsonValue[] {
  return Array.isArray(value)
}

/** A non-empty string that is not a redaction literal. */
export function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' && !isRedacted(value) ? value : undefined
}

export function numberOf(value: JsonValue | undefined): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  return typeof value === 'string' ? numberFromText(value) : undefined
}

/** Assigns as plain data: `__proto__` becomes a key like any other instead of changing the object. */
export function setKey(target: { [key: string]: JsonValue }, key: string, value: JsonValue): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  } else {
    target[key] = value
  }
}

/** Undefined where the text as a whole is no JSON. */
export function jsonOrUndefined(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/**
 * Parses text that looks like a JSON object, array or quoted string, a second time if it was encoded twice. Anything
 * else, and JSON that an attribute limit cut off, comes back as the text itself. Never throws.
 */
export function parseJson(text: string): JsonValue {
  const once = parseOnce(text)
  if (typeof once !== 'string' || once === text) return once
  return parseOnce(once)
}

function parseOnce(text: string): JsonValue {
  let start = 0
  while (isSpace(text.charCodeAt(start))) start++
  let end = text.length - 1
  while (end > start && isSpace(text.charCodeAt(end))) end--
  const closing = closingOf(text.charCodeAt(start))
  if (closing === 0 || end <= start || text.charCodeAt(end) !== closing) return text
  try {
    const parsed = JSON.parse(text) as JsonValue
    return text.length < shortestDeepText || isShallow(parsed, maxDepth) ? parsed : text
  } catch {
    return text
  }
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9
}

/** The last character a complete JSON text must have; 0 when it starts like plain text, a number or a literal. */
function closingOf(opening: number): number {
  if (opening === 123) return 125
  if (opening === 91) return 93
  return opening === 34 ? 34 : 0
}

function isShallow(value: JsonValue, depthLeft: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (depthLeft === 0) return false
  if (isArray(value)) {
    for (const item of value) if (!isShallow(item, depthLeft - 1)) return false
    return true
  }
  for (const key in value) if (!isShallow(value[key] ?? null, depthLeft - 1)) return false
  return true
}

/**
 * An attribute as JSON: strings are parsed where they are JSON, structured values become plain ones. Undefined when the
 * attribute is missing, empty or redacted.
 */
export function toJson(value: AttributeValue | undefined): JsonValue | undefined {
  if (typeof value !== 'string') return value === undefined || value === null ? undefined : toPlain(value, maxDepth)
  if (value === '' || isRedacted(value)) return undefined
  const parsed = parseJson(value)
  return typeof parsed === 'string' && (parsed === '' || isRedacted(parsed)) ? undefined : parsed
}

/** Structured attribute values as plain JSON; strings inside are left as they are. */
function toPlain(value: AttributeValue, depthLeft: number): JsonValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : String(value)
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString()
    default:
      return value === null || depthLeft === 0 ? null : compositeToPlain(value, depthLeft - 1)
  }
}

function compositeToPlain(
  value: Exclude<AttributeValue, string | boolean | number | bigint | null>,
  depthLeft: number,
) {
  if (value instanceof OtlpDouble) return Number.isFinite(value.value) ? value.value : String(value.value)
  if (value instanceof Uint8Array) return encodeBase64(value)
  if (value instanceof Map) return mapToPlain(value, depthLeft)
  return (value as readonly AttributeValue[]).map((item) => toPlain(item, depthLeft))
}

function mapToPlain(value: ReadonlyMap<string, AttributeValue>, depthLeft: number): JsonObject {
  const object: { [key: string]: JsonValue } = {}
  for (const [key, item] of value) setKey(object, key, toPlain(item, depthLeft))
  return object
}

/** A scalar attribute as text. JSON-quoted strings (MLflow, Langfuse times) lose their quotes; redacted ones are absent. */
export function toText(value: AttributeValue | undefined): string | undefined {
  switch (typeof value) {
    case 'string': {
      if (value.charCodeAt(0) !== 34) return value === '' || isRedacted(value) ? undefined : value
      const unquoted = parseOnce(value)
      return textOf(unquoted)
    }
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value)
    default:
      return value instanceof OtlpDouble ? String(value.value) : undefined
  }
}

/** A numeric attribute, whether it came as int, double, bigint or text. Undefined unless finite. */
export function toNumber(value: AttributeValue | undefined): number | undefined {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? value : undefined
    case 'string':
      return numberFromText(value)
    case 'bigint':
      return Number(value)
    default:
      return value instanceof OtlpDouble && Number.isFinite(value.value) ? value.value : undefined
  }
}

const numberPattern = /^\s*"?\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*"?\s*$/

function numberFromText(text: string): number | undefined {
  if (text.length > 40) return undefined
  const digits = numberPattern.exec(text)?.[1]
  if (digits === undefined) return undefined
  const value = Number(digits)
  return Number.isFinite(value) ? value : undefined
}
