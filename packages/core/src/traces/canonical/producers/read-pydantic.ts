import type { JsonValue, Message } from '../canonical-span.ts'
import { toMessages } from '../content/read-messages.ts'
import { toToolDefinitions } from '../content/read-tool-definitions.ts'
import { usageOfObject } from '../figures/read-usage.ts'
import { fillOutput, fillRequest, fillResponse, type SpanDraft, wantsInput, wantsOutput } from '../span-draft.ts'
import { isArray, isObject, textOf, toJson } from '../values/json-value.ts'
import { type MessageEvent, readMessageEvents } from './read-events.ts'

/** Pydantic AI, versions 1 to 6 of its instrumentation. */
export function readPydanticAi(draft: SpanDraft): void {
  const { attributes } = draft
  readConversation(draft)
  readEventList(draft)
  if (draft.toolDefinitions === undefined) {
    const request = toJson(attributes.get('model_request_parameters'))
    const tools = isObject(request) ? toToolDefinitions(request.function_tools) : []
    if (tools.length > 0) draft.toolDefinitions = tools
  }
  if (draft.kind === 'tool') {
    draft.toolArguments ??= toJson(attributes.get('tool_arguments'))
    draft.toolResult ??= toJson(attributes.get('tool_response'))
  } else {
    fillOutput(draft, attributes.get('final_result'))
  }
}

/** An agent's whole conversation: the trailing answer is the output, all before it the input. */
function readConversation(draft: SpanDraft): void {
  if (draft.inputMessages !== undefined) return
  const value = toJson(draft.attributes.get('pydantic_ai.all_messages'))
  if (isArray(value)) splitConversation(draft, toMessages(value, 'user'))
}

function splitConversation(draft: SpanDraft, messages: readonly Message[]): void {
  const isAnswered = messages.at(-1)?.role === 'assistant'
  const input = isAnswered ? messages.slice(0, -1) : messages
  if (input.length > 0) draft.inputMessages ??= input
  if (isAnswered) draft.outputMessages ??= messages.slice(-1)
}

/** Version 1: the log events of the conventions as one JSON list, each with its name inside. */
function readEventList(draft: SpanDraft): void {
  if (draft.inputMessages !== undefined && draft.outputMessages !== undefined) return
  const { attributes } = draft
  const value = toJson(attributes.get('events') ?? attributes.get('all_messages_events'))
  if (!isArray(value)) return
  const events: MessageEvent[] = []
  for (const item of value) {
    const name = isObject(item) ? textOf(item['event.name']) : undefined
    if (isObject(item) && name !== undefined) events.push({ name, body: item })
  }
  if (draft.kind === 'agent') splitEvents(draft, events)
  else readMessageEvents(draft, events)
}

/** An agent's list has no choices: its answer is the last message of the assistant. */
function splitEvents(draft: SpanDraft, events: readonly MessageEvent[]): void {
  const last = events.at(-1)
  const isAnswered = last?.name === 'gen_ai.assistant.message'
  const answer = isAnswered ? [{ name: 'gen_ai.choice', body: { message: last.body } }] : []
  readMessageEvents(draft, isAnswered ? [...events.slice(0, -1), ...answer] : events)
}

/** Logfire's integrations of OpenAI and Anthropic: the request and the response as they were on the wire. */
export function readLogfire(draft: SpanDraft): void {
  const { attributes } = draft
  if (attributes.has('events')) readEventList(draft)
  const request = wantsInput(draft) ? toJson(attributes.get('request_data')) : undefined
  if (request !== undefined) fillRequest(draft, request)
  const response = needsResponse(draft) ? toJson(attributes.get('response_data')) : undefined
  if (response === undefined) return
  if (wantsOutput(draft)) fillResponse(draft, response)
  readResponseUsage(draft, response)
}

function needsResponse(draft: SpanDraft): boolean {
  return wantsOutput(draft) || draft.facts.number('inputTokens') === undefined
}

function readResponseUsage(draft: SpanDraft, response: JsonValue): void {
  if (!isObject(response) || !isObject(response.usage) || draft.facts.number('inputTokens') !== undefined) return
  const { usage } = response
  // Anthropic's API counts cached tokens beside the input, OpenAI's inside.
  const isAnthropic = 'cache_read_input_tokens' in usage || 'cache_creation_input_tokens' in usage
  draft.usage ??= { ...usageOfObject(usage), convention: isAnthropic ? 'exclusive' : 'inclusive' }
}
