import type { JsonValue, Message, MessagePart } from '../canonical-span.ts'
import { isArray, isObject, type JsonObject, textOf } from '../values/json-value.ts'
import { normaliseFinishReason } from '../values/normalise-finish-reason.ts'
import { reasoningPart, textPart, toolCallPart, toolResponsePart, toPart, toParts } from './message-part.ts'

const roleOfName: ReadonlyMap<string, string> = new Map([
  ['human', 'user'],
  ['HumanMessage', 'user'],
  ['ai', 'assistant'],
  ['AIMessage', 'assistant'],
  ['AIMessageChunk', 'assistant'],
  ['model', 'assistant'],
  ['SystemMessage', 'system'],
  ['ToolMessage', 'tool'],
  ['function', 'tool'],
  ['System', 'system'],
  ['User', 'user'],
  ['Assistant', 'assistant'],
  ['Tool', 'tool'],
])

/** Items of OpenAI's responses API that stand beside messages instead of inside them. */
const looseItems: ReadonlyMap<string, string> = new Map([
  ['function_call', 'assistant'],
  ['reasoning', 'assistant'],
  ['function_call_output', 'tool'],
])

/** True for an object that reads as a message of any known schema. */
export function isMessage(value: JsonValue | undefined): boolean {
  if (!isObject(value)) return false
  if (typeof value.role === 'string') return true
  if (isObject(value.kwargs) && value.lc !== undefined) return true
  if (typeof value.type !== 'string') return isArray(value.parts)
  return looseItems.has(value.type) || (roleOfName.has(value.type) && value.content !== undefined)
}

/** A list of messages, each read by its own shape. Entries that carry nothing are left out. */
export function toMessages(values: readonly JsonValue[], defaultRole: string): Message[] {
  const messages: Message[] = []
  for (const value of values) {
    const message = toMessage(value, defaultRole)
    if (message !== undefined) messages.push(message)
  }
  return messages
}

/**
 * One message in the schema of OpenTelemetry's GenAI messages, from that schema itself or from OpenAI, Anthropic, AI SDK,
 * Gemini, Bedrock or LangChain messages. `defaultRole` stands in where the producer left the role empty.
 */
export function toMessage(value: JsonValue, defaultRole: string): Message | undefined {
  if (typeof value === 'string') {
    const part = textPart(value)
    return part === undefined ? undefined : { role: defaultRole, parts: [part] }
  }
  if (!isObject(value)) return undefined
  if (isObject(value.kwargs) && value.lc !== undefined) return fromLangChainDump(value, value.kwargs, defaultRole)
  const looseRole = typeof value.type === 'string' && value.role === undefined ? looseItems.get(value.type) : undefined
  if (looseRole !== undefined) {
    const part = toPart(value)
    return part === undefined ? undefined : { role: looseRole, parts: [part] }
  }
  const said = textOf(value.role) ?? textOf(value.type) ?? ''
  return buildMessage(value, roleOfName.get(said) ?? (said === '' ? defaultRole : said))
}

function buildMessage(value: JsonObject, role: string): Message | undefined {
  const parts = isArray(value.parts) ? toParts(value.parts) : partsOfContent(value, role)
  const finish = typeof value.finish_reason === 'string' ? normaliseFinishReason(value.finish_reason) : ''
  if (parts.length === 0 && finish === '') return undefined
  const message: { role: string; parts: MessagePart[]; name?: string; finish_reason?: string } = {
    // Some producers send tool results under the user's role, as Anthropic's API does.
    role: role === 'user' && parts.length > 0 && parts.every(isToolResponse) ? 'tool' : role,
    parts,
  }
  const name = role === 'tool' ? undefined : textOf(value.name)
  if (name !== undefined) message.name = name
  if (finish !== '') message.finish_reason = finish
  return message
}

function isToolResponse(part: MessagePart): boolean {
  return part.type === 'tool_call_response'
}

function partsOfContent(value: JsonObject, role: string): MessagePart[] {
  const callId = value.tool_call_id ?? (role === 'tool' ? value.id : undefined)
  if (role === 'tool' && !hasToolResults(value.content)) {
    return [toolResponsePart({ id: callId, name: value.name, response: value.content })]
  }
  const thought = reasoningPart(value.reasoning_content ?? value.reasoning)
  const parts = toParts(value.content)
  if (thought !== undefined) parts.unshift(thought)
  addToolCalls(parts, value)
  const refusal = textOf(value.refusal)
  if (refusal !== undefined) parts.push({ type: 'refusal', content: refusal })
  if (isObject(value.audio) && typeof value.audio.data === 'string') {
    parts.push({ type: 'blob', modality: 'audio', content: value.audio.data })
  }
  return parts
}

function hasToolResults(content: JsonValue | undefined): boolean {
  if (!isArray(content)) return false
  return content.some((item) => isObject(item) && (item.type === 'tool-result' || item.type === 'tool_result'))
}

function addToolCalls(parts: MessagePart[], value: JsonObject): void {
  const calls = value.tool_calls ?? value.toolCalls
  if (isArray(calls)) {
    for (const call of calls) {
      if (!isObject(call)) continue
      const part = readToolCall(call)
      if (part !== undefined) parts.push(part)
    }
  }
  if (isObject(value.function_call)) {
    const part = readToolCall(value.function_call)
    if (part !== undefined) parts.push(part)
  }
}

/** One entry of `tool_calls`, in OpenAI's nested form, the flat one, LangChain's (`args`) or the AI SDK's. */
function readToolCall(call: JsonObject): MessagePart | undefined {
  const inner = isObject(call.function) ? call.function : call
  return toolCallPart({
    id: call.id ?? call.toolCallId,
    name: inner.name ?? inner.toolName,
    arguments: inner.arguments ?? inner.args ?? inner.input,
  })
}

/** `{lc: 1, type: 'constructor', id: [..., 'HumanMessage'], kwargs: {content, ...}}` */
function fromLangChainDump(value: JsonObject, kwargs: JsonObject, defaultRole: string): Message | undefined {
  const className = isArray(value.id) ? textOf(value.id.at(-1)) : undefined
  const said = className ?? textOf(kwargs.type) ?? ''
  return buildMessage(kwargs, roleOfName.get(said) ?? defaultRole)
}
