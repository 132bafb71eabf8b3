import { isJsonValue, isObject, type JsonValue } from '../../traces/index.ts'
import { type EvaluationSubject, outputText } from '../evaluation-subject.ts'
import { type EvaluatorResult, failed, unknown } from '../evaluator-result.ts'
import { noOutput } from './missing.ts'
import { quote } from './quote.ts'

export type JsonReading =
  | { readonly value: JsonValue; readonly result?: undefined }
  /** Why there is none: no output, no JSON, or JSON (`isJson`) that is not compared. */
  | { readonly value?: undefined; readonly result: EvaluatorResult; readonly isJson?: true }

const fence = /^```[a-zA-Z0-9]{0,20}[ \t]*\r?\n(.*)\n[ \t]*```$/s

/** The output as JSON. */
export function readJson(subject: EvaluationSubject, allowCodeFence: boolean): JsonReading {
  const given = subject.output?.json
  if (given !== undefined) return bounded(given)
  const text = outputText(subject)
  if (text === undefined) return { result: noOutput }
  const trimmed = text.trim()
  const fenced = fence.exec(trimmed)?.[1]
  const source = allowCodeFence ? (fenced ?? trimmed) : trimmed
  try {
    return bounded(JSON.parse(source) as JsonValue)
  } catch (error) {
    if (fenced !== undefined && !allowCodeFence) {
      return { result: failed('The output is not JSON: it is wrapped in a code fence') }
    }
    const reason = source === '' ? 'it is empty' : error instanceof Error ? error.message : String(error)
    return { result: failed(`The output is not JSON: ${reason}; it begins with ${quote(source)}`) }
  }
}

function bounded(value: JsonValue): JsonReading {
  if (isJsonValue(value)) return { value }
  const reason =
    'The output is JSON that is not compared: it is nested too deep, has a number out of range or a key "__proto__"'
  return { result: unknown(reason), isJson: true }
}

/** The value at a JSON pointer (RFC 6901); undefined when there is none. */
export function valueAt(value: JsonValue, pointer: string): JsonValue | undefined {
  let found: JsonValue | undefined = value
  for (const escaped of pointer.split('/').slice(1)) {
    const key = escaped.replaceAll('~1', '/').replaceAll('~0', '~')
    if (Array.isArray(found)) found = /^(?:0|[1-9]\d*)$/.test(key) ? (found as JsonValue[])[Number(key)] : undefined
    else found = isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined
  }
  return found
}
