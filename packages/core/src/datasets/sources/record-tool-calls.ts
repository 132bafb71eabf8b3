import { isKnownPart, type JsonValue, type Message } from '../../traces/index.ts'
import { type RecordedToolCall, toolCallKey } from '../rows/tool-recordings.ts'
import { inOrder, isModelCall, type SourceSpan } from './source-span.ts'

/**
 * The tool calls of a trace with their results, in the order in which they were made. What the model was shown counts:
 * a result that stands in its messages is taken from there, one that only a tool's span holds from the span. Each call
 * is there once, however many later messages repeat it.
 */
export function recordToolCalls(spans: readonly SourceSpan[]): readonly RecordedToolCall[] {
  const ordered = inOrder(spans)
  const shown: ShownCall[] = []
  for (const { canonical: span } of ordered) {
    if (isModelCall(span) || span.kind === 'agent') addUnseen(shown, pairMessages(span))
  }
  const fromSpans = callsOfSpans(ordered, shown)
  return [...shown.map(({ recorded }) => recorded), ...fromSpans]
}

interface ShownCall {
  readonly id: string | undefined
  readonly recorded: RecordedToolCall
}

/** Later model calls repeat the conversation so far: of equal calls only as many are new as one span shows more of. */
function addUnseen(shown: ShownCall[], calls: readonly ShownCall[]): void {
  const known = countBy(shown, identityOf)
  for (const call of calls) {
    const identity = identityOf(call)
    const left = known.get(identity) ?? 0
    if (left > 0) known.set(identity, left - 1)
    else shown.push(call)
  }
}

const identityOf = ({ id, recorded }: ShownCall): string =>
  `${id ?? ''}\n${toolCallKey(recorded)}\n${JSON.stringify(recorded.result)}`

function countBy<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1)
  return counts
}

interface WaitingCall {
  readonly id: string | undefined
  readonly name: string
  readonly arguments: JsonValue
}

/** Calls and results of one conversation: by id, else by name, else in order. A call without a result is not recorded. */
function pairMessages(span: SourceSpan['canonical']): readonly ShownCall[] {
  const waiting: WaitingCall[] = []
  const paired: ShownCall[] = []
  const messages: readonly Message[] = [...span.inputMessages, ...span.outputMessages]
  for (const part of messages.flatMap((message) => message.parts)) {
    if (!isKnownPart(part)) continue
    if (part.type === 'tool_call') {
      waiting.push({ id: part.id, name: part.name, arguments: part.arguments ?? null })
    } else if (part.type === 'tool_call_response') {
      const call = takeAnswered(waiting, part)
      if (call === undefined) continue
      const { id, name, arguments: given } = call
      paired.push({ id, recorded: { name, arguments: given, result: part.response, isError: false } })
    }
  }
  return paired
}

function takeAnswered(
  waiting: WaitingCall[],
  response: { readonly id?: string; readonly name?: string },
): WaitingCall | undefined {
  const answers = (call: WaitingCall) => {
    if (response.id !== undefined && call.id !== undefined) return call.id === response.id
    return response.name === undefined || call.name === response.name
  }
  const at = waiting.findIndex(answers)
  return at < 0 ? undefined : waiting.splice(at, 1)[0]
}

/** The calls of tool spans whose results no model call shows. */
function callsOfSpans(ordered: readonly SourceSpan[], shown: readonly ShownCall[]): readonly RecordedToolCall[] {
  const shownIds = new Set(shown.flatMap(({ id }) => (id === undefined ? [] : [id])))
  // Of calls that cannot be told apart by id, as many are shown as have the same name and arguments.
  const shownWithoutMatch = countBy(shown, ({ recorded }) => toolCallKey(recorded))
  const found: RecordedToolCall[] = []
  for (const { canonical: span } of ordered) {
    const call = callOfSpan(span)
    if (call === undefined) continue
    const key = toolCallKey(call)
    const left = shownWithoutMatch.get(key) ?? 0
    if (span.tool?.callId !== undefined && shownIds.has(span.tool.callId)) shownWithoutMatch.set(key, left - 1)
    else if (left > 0) shownWithoutMatch.set(key, left - 1)
    else found.push(call)
  }
  return found
}

function callOfSpan(span: SourceSpan['canonical']): RecordedToolCall | undefined {
  const { tool } = span
  if (tool === undefined) return undefined
  const isError = span.status === 'error'
  const result = tool.result ?? (isError ? span.error?.message : undefined)
  if (result === undefined) return undefined
  return { name: tool.name, arguments: tool.arguments ?? null, result, isError }
}
