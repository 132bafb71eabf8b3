import { type CanonicalSpan, isKnownPart, isObject, type JsonValue } from '../canonical/index.ts'
import { breaksSchema } from './breaks-schema.ts'
import { requestedFormat } from './requested-format.ts'

/** What frameworks throw when an answer is not what was asked for. */
const structureError = /NoObjectGenerated|TypeValidation|JSONParse|OutputParser|JSONDecode|LengthFinishReason/i

/** Longer answers are not worth parsing on the way of the ingest. */
const longestAnswer = 200_000

/**
 * Whether an answer that was to be JSON, or to follow a schema, does; `unknown` where neither was asked or no answer was recorded. An answer
 * of tool calls alone has not come to it yet.
 */
export function readStructure(span: CanonicalSpan): 'kept' | 'broken' | 'unknown' {
  const format = span.answerSchema === undefined ? requestedFormat(span.parameters) : { schema: span.answerSchema }
  if (format === undefined) return 'unknown'
  if (span.status === 'error') return structureError.test(span.error?.type ?? '') ? 'broken' : 'unknown'
  const answer = answerOf(span)
  if (answer === undefined) return 'unknown'
  const isBroken = answer === notJson || (format.schema !== null && breaksSchema(answer.value, format.schema))
  return isBroken ? 'broken' : 'kept'
}

const notJson = 'not json'

function answerOf(span: CanonicalSpan): { readonly value: JsonValue } | typeof notJson | undefined {
  const [message] = span.outputMessages
  if (message === undefined) return isObject(span.output) ? { value: span.output } : undefined
  let text = ''
  for (const part of message.parts) if (isKnownPart(part) && part.type === 'text') text += part.content
  if (text === '' || text.length > longestAnswer) return undefined
  try {
    return { value: JSON.parse(unfenced(text)) as JsonValue }
  } catch {
    return notJson
  }
}

/** Many models put their JSON into a code block, and every framework takes it out. */
function unfenced(text: string): string {
  return /^\s*```(?:json)?\s*\n([\s\S]*?)\n\s*```\s*$/.exec(text)?.[1] ?? text
}
