import type { JsonValue, Message, MessagePart } from '@pawl/core'

/** The result of a tool call, and where it was found. */
export interface ToolResult {
  readonly response: JsonValue
  readonly source: 'message' | 'span'
  /** The tool's own span, when the result came from there. */
  readonly spanId?: string
  readonly isError?: boolean
}

/** A finished tool span of the same trace. */
export interface ToolSpan {
  readonly spanId: string
  readonly name: string
  readonly callId?: string
  readonly result?: JsonValue
  readonly failed: boolean
}

export interface PartEntry {
  readonly part: MessagePart
  /** Set on tool calls whose result is known. */
  readonly result?: ToolResult
}

export interface ConversationEntry {
  readonly key: string
  readonly direction: 'input' | 'output'
  readonly role: string
  readonly name?: string
  readonly finishReason?: string
  readonly parts: readonly PartEntry[]
}

type ToolCall = Extract<MessagePart, { type: 'tool_call' }>
type ToolResponse = Extract<MessagePart, { type: 'tool_call_response' }>

// GenericPart's open `type` keeps TypeScript from narrowing by it alone.
const isToolCall = (part: MessagePart): part is ToolCall => part.type === 'tool_call' && 'name' in part
const isToolResponse = (part: MessagePart): part is ToolResponse => part.type === 'tool_call_response'

interface Place {
  readonly message: number
  readonly part: number
}

const placeKey = ({ message, part }: Place): string => `${message}.${part}`

/** Which response answers which call: by id where both have one, else by name (if given) in order of appearance. */
function matchResponses(messages: readonly Message[]): Map<string, Place> {
  const answered = new Map<string, Place>()
  const open: { place: Place; call: ToolCall }[] = []
  messages.forEach((message, messageIndex) => {
    message.parts.forEach((part, partIndex) => {
      const place = { message: messageIndex, part: partIndex }
      if (isToolCall(part)) open.push({ place, call: part })
      if (!isToolResponse(part)) return
      const at = open.findIndex(({ call }) =>
        part.id !== undefined && call.id !== undefined
          ? call.id === part.id
          : part.name === undefined || part.name === call.name,
      )
      const match = open[at]
      if (!match) return
      open.splice(at, 1)
      answered.set(placeKey(match.place), place)
    })
  })
  return answered
}

/** Takes the tool span that ran this call: by call id, else the first unused one of that name. */
function takeSpan(call: ToolCall, unused: ToolSpan[]): ToolResult | undefined {
  const byId = unused.findIndex((span) => call.id !== undefined && span.callId === call.id)
  const at = byId !== -1 ? byId : unused.findIndex((span) => span.callId === undefined && span.name === call.name)
  const span = unused[at]
  if (!span) return undefined
  unused.splice(at, 1)
  return { response: span.result ?? null, source: 'span', spanId: span.spanId, isError: span.failed }
}

/**
 * A model call's messages as a conversation in which every tool call carries its result: from a later message, else from
 * the spans of the tools that ran. Messages that held nothing but paired results disappear.
 */
export function pairToolCalls(
  input: readonly Message[],
  output: readonly Message[],
  toolSpans: readonly ToolSpan[],
): readonly ConversationEntry[] {
  const messages = [...input, ...output]
  const answered = matchResponses(messages)
  const paired = new Set(Array.from(answered.values(), placeKey))
  const unused = [...toolSpans]
  const entries = messages.map((message, messageIndex): ConversationEntry => {
    const parts = message.parts.flatMap((part, partIndex): PartEntry[] => {
      const key = placeKey({ message: messageIndex, part: partIndex })
      if (paired.has(key)) return []
      if (!isToolCall(part)) return [{ part }]
      const place = answered.get(key)
      const response = place ? messages[place.message]?.parts[place.part] : undefined
      const result: ToolResult | undefined =
        response && isToolResponse(response)
          ? { response: response.response, source: 'message' }
          : takeSpan(part, unused)
      return [result ? { part, result } : { part }]
    })
    return {
      key: String(messageIndex),
      direction: messageIndex < input.length ? 'input' : 'output',
      role: message.role,
      parts,
      ...(message.name ? { name: message.name } : {}),
      ...(message.finish_reason ? { finishReason: message.finish_reason } : {}),
    }
  })
  return entries.filter((entry, index) => entry.parts.length > 0 || messages[index]?.parts.length === 0)
}

/** Whether a call still has no result, so that the tools' spans are worth reading. */
export const hasOpenCalls = (input: readonly Message[], output: readonly Message[]): boolean =>
  pairToolCalls(input, output, []).some((entry) => entry.parts.some(({ part, result }) => isToolCall(part) && !result))
