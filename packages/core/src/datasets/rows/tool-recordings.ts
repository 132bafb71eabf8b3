import { z } from 'zod'
import { canonicalJsonText, type JsonValue, jsonValueSchema } from '../../traces/index.ts'

/** What a tool answered when it was called so. During a run, the call is answered from here. */
export const recordedToolCallSchema = z.strictObject({
  name: z.string().min(1).max(1000),
  /** An object as a rule; null for a call without arguments. */
  arguments: jsonValueSchema,
  result: jsonValueSchema,
  /** The tool failed, and the result says how. */
  isError: z.boolean().default(false),
})
export type RecordedToolCall = z.infer<typeof recordedToolCallSchema>

export interface AskedToolCall {
  readonly name: string
  readonly arguments?: JsonValue | undefined
}

/**
 * What two calls have in common when the same recording answers both: name and arguments, whatever the order of keys.
 * Arguments that came as JSON text count as what they say; none, null, '' and {} are all "no arguments".
 */
export function toolCallKey(call: AskedToolCall): string {
  return `${JSON.stringify(call.name)}(${argumentsKey(call.arguments ?? null)})`
}

function argumentsKey(given: JsonValue): string {
  const value = typeof given === 'string' ? opened(given) : given
  const key = canonicalJsonText(value)
  return key === 'null' || key === '""' ? '{}' : key
}

function opened(text: string): JsonValue {
  try {
    const value = JSON.parse(text) as JsonValue
    return typeof value === 'object' ? value : text
  } catch {
    return text
  }
}

/**
 * The recording that answers a call which was asked `timesAskedBefore` times already with the same name and arguments.
 * Several recordings of one call answer in their order, the last one from then on. Undefined when there is none: the
 * caller reports an unrecorded call and never makes an answer up.
 */
export function answerToolCall(
  recorded: readonly RecordedToolCall[],
  asked: AskedToolCall,
  timesAskedBefore: number,
): RecordedToolCall | undefined {
  const key = toolCallKey(asked)
  const fitting = recorded.filter((call) => toolCallKey(call) === key)
  return fitting[Math.min(timesAskedBefore, fitting.length - 1)]
}
