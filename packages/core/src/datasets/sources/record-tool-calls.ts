import { toolCallKey } from '../../evaluators/index.ts'
import { isKnownPart, type JsonValue, type Message } from '../../traces/index.ts'
import type { RecordedToolCall } from '../rows/tool-recordings.ts'
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
  const known = new Tally(shown.map(identityOf))
  for (const call of calls) if (!known.take(identityOf(call))) shown.push(call)
}

const identityOf = ({ id, recorded }: ShownCall): string =>
  `${id ?? ''}\n${toolCallKey(recorded)}\n${JSON.stringify(recorded.result)}`

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
  const byId = new Tally(shown.flatMap(({ id }) => (id === undefined ? [] : [id])))
  const keysOf = (calls: readonly ShownCall[]) => new Tally(calls.map(({ recorded }) => toolCallKey(recorded)))
  const nameless = keysOf(shown.filter(({ id }) => id === undefined))
  const named = keysOf(shown.filter(({ id }) => id !== undefined))
  return ordered.flatMap(({ canonical: span }) => {
    const call = callOfSpan(span)
    if (call === undefined) return []
    const key = toolCallKey(call)
    const id = span.tool?.callId
    // A call and its span are known to be one by their id, else, where one of them has none, by name and arguments.
    const isShown = (id !== undefined && byId.take(id)) || nameless.take(key) || (id === undefined && named.take(key))
    return isShown ? [] : [call]
  })
}

/** Counts things and takes them off again. */
class Tally {
  private readonly counts = new Map<string, number>()

  constructor(names: readonly string[]) {
    for (const name of names) this.counts.set(name, (this.counts.get(name) ?? 0) + 1)
  }

  /** Takes one off; false when none is left. */
  take(name: string): boolean {
    const left = this.counts.get(name) ?? 0
    if (left > 0) this.counts.set(name, left - 1)
    return left > 0
  }
}

function callOfSpan(span: SourceSpan['canonical']): RecordedToolCall | undefined {
  const { tool } = span
  if (tool === undefined) return undefined
  const isError = span.status === 'error'
  const result = tool.result ?? (isError ? span.error?.message : undefined)
  if (result === undefined) return undefined
  return { name: tool.name, arguments: tool.arguments ?? null, result, isError }
}
