import type { RecordedToolCall } from '../datasets/index.ts'
import { openArguments, type ToolCall, toolCallKey } from '../evaluators/index.ts'
import { diffJson, type JsonChange } from '../prompts/index.ts'
import { canonicalJsonText, type JsonValue } from '../traces/index.ts'

export type RecordedAnswer =
  | { readonly type: 'answered'; readonly result: JsonValue; readonly isError: boolean; readonly recording: number }
  | UnrecordedToolCall

/** The trial ends with this: an answer is never made up. */
export interface UnrecordedToolCall {
  readonly type: 'unrecorded_tool_call'
  readonly name: string
  readonly arguments: JsonValue
  /** `used_up`: the call was recorded fewer times, with different results, than it was made. */
  readonly reason: 'unknown_tool' | 'other_arguments' | 'used_up'
  /** The recording most like the call, and what would have to change for it to answer; null without any. */
  readonly closest: {
    readonly recording: number
    readonly name: string
    readonly changes: readonly JsonChange[]
  } | null
  /** In words, for the person who looks at the trial. */
  readonly message: string
}

/**
 * Answers a tool call of a trial from what its row recorded: by name and arguments, as `toolCallKey` compares them. A
 * recording can be used again and again, unless the same call was recorded with different results: these answer in
 * their order, each once.
 * @param earlier the calls that this trial has made before, answered or not
 */
export function answerRecordedCall(
  recorded: readonly RecordedToolCall[],
  asked: ToolCall,
  earlier: readonly ToolCall[],
): RecordedAnswer {
  const key = toolCallKey(asked)
  const fitting = [...recorded.entries()].filter(([, call]) => toolCallKey(call) === key)
  const timesAsked = earlier.filter((call) => toolCallKey(call) === key).length
  const varies = new Set(fitting.map(([, call]) => canonicalJsonText([call.result, call.isError]))).size > 1
  const chosen = fitting[varies ? timesAsked : 0]
  if (chosen === undefined) return unrecorded(recorded, asked, fitting.length > 0)
  const [recording, { result, isError }] = chosen
  return { type: 'answered', result, isError, recording }
}

function unrecorded(recorded: readonly RecordedToolCall[], asked: ToolCall, isUsedUp: boolean): UnrecordedToolCall {
  const given = openArguments(asked.arguments)
  const isKnown = recorded.some(({ name }) => name === asked.name)
  const reason = isUsedUp ? 'used_up' : isKnown ? 'other_arguments' : 'unknown_tool'
  const closest = findClosest(recorded, asked.name, given)
  return {
    type: 'unrecorded_tool_call',
    name: asked.name,
    arguments: given,
    reason,
    closest,
    message: messageOf(asked.name, reason, closest),
  }
}

function findClosest(
  recorded: readonly RecordedToolCall[],
  name: string,
  given: JsonValue,
): UnrecordedToolCall['closest'] {
  let best: UnrecordedToolCall['closest'] = null
  let bestLikeness = -1
  for (const [recording, call] of recorded.entries()) {
    const known = openArguments(call.arguments)
    const changes = diffJson(known, given)
    const size = Math.max(leaves(known), leaves(given), 1)
    // The right tool with other arguments is always closer than another tool.
    const likeness = (call.name === name ? 2 : nameLikeness(call.name, name)) + 1 - Math.min(1, changes.length / size)
    if (likeness <= bestLikeness) continue
    bestLikeness = likeness
    best = { recording, name: call.name, changes }
  }
  return best
}

function leaves(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce<number>((sum, item) => sum + leaves(item as JsonValue), 0)
}

/** Letter pairs in common over all letter pairs (Dice): 0 to 1. */
function nameLikeness(a: string, b: string): number {
  const pairs = (text: string) => new Set(Array.from({ length: text.length - 1 }, (_, at) => text.slice(at, at + 2)))
  const [first, second] = [pairs(` ${a} `.toLowerCase()), pairs(` ${b} `.toLowerCase())]
  const common = [...first].filter((pair) => second.has(pair)).length
  return (2 * common) / (first.size + second.size)
}

function messageOf(name: string, reason: UnrecordedToolCall['reason'], closest: UnrecordedToolCall['closest']): string {
  if (reason === 'used_up') return `The tool "${name}" was called so more often than the row recorded`
  if (closest === null) return `The tool "${name}" was called, and the row recorded no tool call at all`
  if (reason === 'unknown_tool')
    return `The row recorded no call of the tool "${name}"; the closest is "${closest.name}"`
  const places = closest.changes.slice(0, 5).map(({ path, before, after }) => {
    const side = (value: JsonValue | undefined) => (value === undefined ? 'nothing' : JSON.stringify(value))
    return `${path === '' ? 'the arguments' : path}: ${side(after)} instead of ${side(before)}`
  })
  const more = closest.changes.length > 5 ? `, and ${closest.changes.length - 5} more` : ''
  return `The row recorded the tool "${name}" with other arguments; the closest differs in ${places.join(', ')}${more}`
}
