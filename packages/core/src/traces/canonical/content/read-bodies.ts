import type { JsonValue, Message, MessagePart, ToolDefinition } from '../canonical-span.ts'
import { isArray, isObject, type JsonObject, textOf } from '../values/json-value.ts'
import { normaliseFinishReason } from '../values/normalise-finish-reason.ts'
import { isPart, toParts } from './message-part.ts'
import { isMessage, toMessage, toMessages } from './read-messages.ts'
import { toToolDefinitions } from './read-tool-definitions.ts'

export interface RequestContent {
  readonly messages: readonly Message[]
  readonly system: readonly MessagePart[]
  readonly tools: readonly ToolDefinition[]
}

/**
 * The conversation inside a model request that was recorded whole: OpenAI's chat and responses APIs, Anthropic's, Gemini's,
 * LangChain's run inputs, wrappers' `{args, kwargs}`, a bare list of messages, or a prompt string. Undefined when there
 * is none in it.
 */
export function readRequest(value: JsonValue): RequestContent | undefined {
  if (typeof value === 'string') return conversation(toMessages([value], 'user'))
  if (isArray(value)) return conversation(listedMessages(value))
  if (!isObject(value)) return undefined
  if (isObject(value.kwargs) && isArray(value.args)) return readRequest(value.kwargs) ?? readRequest(value.args)
  const messages = requestMessages(value)
  if (messages.length === 0) return isMessage(value) ? conversation(toMessages([value], 'user')) : undefined
  const config = isObject(value.config) ? value.config : undefined
  const system =
    value.system ??
    value.instructions ??
    value.system_instruction ??
    value.systemInstruction ??
    config?.system_instruction
  return {
    messages,
    system: systemParts(system),
    tools: toToolDefinitions(value.tools ?? value.functions ?? config?.tools),
  }
}

function conversation(messages: readonly Message[]): RequestContent | undefined {
  return messages.length === 0 ? undefined : { messages, system: [], tools: [] }
}

function requestMessages(value: JsonObject): readonly Message[] {
  const content =
    value.messages ?? value.contents ?? value.input ?? value.prompt ?? value.prompts ?? chatItems(value.items)
  if (typeof content === 'string') return toMessages([content], 'user')
  if (isArray(content)) return listedMessages(content)
  if (isObject(content) && content !== value) return readRequest(content)?.messages ?? []
  return []
}

/** LiveKit's chat context; any other list of items is no conversation. */
function chatItems(items: JsonValue | undefined): JsonValue | undefined {
  return isArray(items) && isMessage(items[0]) ? items : undefined
}

/** A list of messages or prompt strings; LangChain wraps the list of one call in a list of calls. */
function listedMessages(values: readonly JsonValue[]): readonly Message[] {
  const [first] = values
  if (isArray(first)) return listedMessages(first)
  if (typeof first === 'string' || isMessage(first)) return toMessages(values, 'user')
  return first !== undefined && isPart(first) ? [{ role: 'user', parts: toParts(values) }] : []
}

/** System instructions as text, a list of parts, or a message of their own. */
export function systemParts(value: JsonValue | undefined): readonly MessagePart[] {
  if (isObject(value) && (isArray(value.parts) || value.role !== undefined))
    return toMessage(value, 'system')?.parts ?? []
  if (isArray(value) && isMessage(value[0])) return toMessages(value, 'system').flatMap((message) => message.parts)
  return toParts(value)
}

/** The messages inside a model response that was recorded whole, one for each choice. Empty when there are none in it. */
export function readResponse(value: JsonValue): readonly Message[] {
  if (typeof value === 'string') return toMessages([value], 'assistant')
  if (isArray(value)) return listedResponses(value)
  if (!isObject(value)) return []
  if (isArray(value.choices)) return value.choices.flatMap((choice) => readChoice(choice))
  if (isArray(value.candidates)) return value.candidates.flatMap((candidate) => readChoice(candidate))
  if (isArray(value.generations)) return readGenerations(value.generations)
  if (isArray(value.output)) return mergeItems(value.output)
  if (isMessage(value)) return withFinish(value, toMessages([value], 'assistant'))
  return readLooseResponse(value)
}

function readLooseResponse(value: JsonObject): readonly Message[] {
  const inner = value.message ?? value.outputs ?? value.output ?? value.response ?? value.messages
  if (inner !== undefined && inner !== null) return withFinish(value, readResponse(inner))
  if (isObject(value.content)) return withFinish(value, readResponse(value.content))
  const content = value.content ?? value.text ?? value.output_text ?? value.completion ?? value.combined_chunk_content
  const parts = toParts(content)
  const message = toMessage({ ...value, role: 'assistant', content: content ?? null }, 'assistant')
  return parts.length > 0 || isArray(value.tool_calls) || isArray(value.toolCalls)
    ? withFinish(value, message === undefined ? [] : [message])
    : []
}

function readChoice(choice: JsonValue): readonly Message[] {
  if (!isObject(choice)) return []
  const inner = choice.message ?? choice.content ?? choice.delta ?? choice.text
  return inner === undefined || inner === null ? [] : withFinish(choice, readResponse(inner))
}

/** LangChain: `{generations: [[{text, message}]]}`. */
function readGenerations(generations: readonly JsonValue[]): readonly Message[] {
  return generations.flatMap((generation) => {
    if (isArray(generation)) return readGenerations(generation)
    return isObject(generation) ? readResponse(generation.message ?? generation.text ?? null) : []
  })
}

/** OpenAI's responses API answers with items; all of the assistant's belong to one message. */
function mergeItems(items: readonly JsonValue[]): readonly Message[] {
  if (!items.some((item) => isObject(item) && typeof item.type === 'string')) return listedResponses(items)
  const messages = toMessages(items, 'assistant')
  const parts = messages.flatMap((message) => message.parts)
  return parts.length === 0 ? [] : [{ role: 'assistant', parts }]
}

function listedResponses(values: readonly JsonValue[]): readonly Message[] {
  const [first] = values
  if (first === undefined) return []
  if (isArray(first)) return listedResponses(first)
  if (isMessage(first)) return toMessages(values, 'assistant')
  if (isPart(first)) return [{ role: 'assistant', parts: toParts(values) }]
  return typeof first === 'string' || isObject(first) ? values.flatMap((value) => readResponse(value)) : []
}

function withFinish(holder: JsonObject, messages: readonly Message[]): readonly Message[] {
  const reason = textOf(holder.finish_reason ?? holder.finishReason ?? holder.stop_reason)
  const [only] = messages
  if (reason === undefined || only === undefined || messages.length > 1 || only.finish_reason !== undefined)
    return messages
  return [{ ...only, finish_reason: normaliseFinishReason(reason) }]
}
