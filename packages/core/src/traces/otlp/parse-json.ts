import { AppError } from '../../errors/index.ts'
import { tooManyValues } from './decode-limits.ts'
import { JsonSyntaxError, parseLosslessJson } from './parse-lossless-json.ts'

export type JsonObject = { readonly [key: string]: unknown }

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value of a JSON text, or undefined when it is not valid JSON (`undefined` itself is not a JSON value). */
export function tryParseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Below this a body cannot hold enough objects to fill the memory. */
const harmlessLength = 16_000_000
const maxOpeners = 6_000_000
/** A second parse to find an error is not worth more than some milliseconds. */
const longestLocated = 1_000_000

/**
 * The object that a request body holds.
 * @throws AppError `bad_request` with the position of a syntax error, or when the body is another JSON value
 */
export function parseJsonBody(text: string): JsonObject {
  refuseManyObjects(text)
  let body: unknown
  try {
    body = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)
  } catch (error) {
    throw notJson(text, error)
  }
  if (isJsonObject(body)) return body
  const found = Array.isArray(body) ? 'an array' : body === null ? 'null' : `a ${typeof body}`
  throw new AppError('bad_request', `The body is ${found}, not an object`, {
    where: 'body',
    fix: 'Send one export request: {"resourceSpans":[…]}, {"resourceLogs":[…]} or {"resourceMetrics":[…]}',
  })
}

function notJson(text: string, cause: unknown): AppError {
  const position = syntaxErrorPosition(text)
  const reason =
    text.trim() === '' ? 'it is empty' : position === text.length ? 'it ends too early' : 'it has a syntax error'
  return new AppError('bad_request', `The body is not valid JSON: ${reason}`, {
    where: position === undefined ? 'body' : `position ${position}`,
    fix: 'Send the whole JSON document; protobuf bodies need content-type application/x-protobuf',
    cause,
  })
}

/** The engine says the position in some messages only, and quotes the body in the others. */
function syntaxErrorPosition(text: string): number | undefined {
  if (text.length > longestLocated) return undefined
  try {
    parseLosslessJson(text)
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error.position
    throw error
  }
  return undefined
}

/** Empty objects cost two bytes to send and some sixty to keep. */
function refuseManyObjects(text: string): void {
  if (text.length < harmlessLength) return
  let openers = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x7b || code === 0x5b) openers++
  }
  if (openers > maxOpeners) throw tooManyValues()
}
