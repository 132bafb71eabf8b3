import type { Attributes, OtlpLogRecord } from '../../otlp/index.ts'
import type { JsonValue, Message } from '../canonical-span.ts'
import { isPart } from '../content/message-part.ts'
import { readRequest, readResponse } from '../content/read-bodies.ts'
import { toMessage } from '../content/read-messages.ts'
import { eventBody, eventName } from '../join-logs.ts'
import type { SpanDraft } from '../span-draft.ts'
import { isArray, isObject, type JsonObject, numberOf, parseJson, toJson, toText } from '../values/json-value.ts'
import { readSemconv } from './read-semconv.ts'

const detailsEvent = 'gen_ai.client.inference.operation.details'
const exceptionEvent = 'gen_ai.client.operation.exception'

const roleOfEvent: ReadonlyMap<string, string> = new Map([
  ['gen_ai.system.message', 'system'],
  ['gen_ai.user.message', 'user'],
  ['gen_ai.assistant.message', 'assistant'],
  ['gen_ai.tool.message', 'tool'],
])
const choiceEvent = 'gen_ai.choice'

/** An event that carries a message, from a log record, a span event or Pydantic AI's `events` attribute. */
export interface MessageEvent {
  readonly name: string
  readonly body: JsonObject
}

/** Content and errors that came as log records, which are in the order in which things happened. */
export function readLogs(draft: SpanDraft, logs: readonly OtlpLogRecord[]): void {
  const messages: MessageEvent[] = []
  for (const record of logs) {
    const name = eventName(record)
    if (name === detailsEvent) readDetails(draft, record)
    else if (name === exceptionEvent) readException(draft, record.attributes)
    else if (isMessageEvent(name)) messages.push({ name, body: eventBody(record.body, record.attributes) })
  }
  readMessageEvents(draft, messages)
}

function readDetails(draft: SpanDraft, record: OtlpLogRecord): void {
  readSemconv(draft, record.attributes)
  if (record.body instanceof Map) readSemconv(draft, record.body)
}

function readException(draft: SpanDraft, attributes: Attributes): void {
  const stack = toText(attributes.get('exception.stacktrace'))
  draft.error ??= {
    type: toText(attributes.get('exception.type')) ?? '',
    message: toText(attributes.get('exception.message')) ?? '',
    ...(stack !== undefined && { stack }),
  }
}

/** Content that came as span events: the first generation's two events, and those that later became log records. */
export function readSpanEvents(draft: SpanDraft): void {
  const { events } = draft.source.span
  if (events.length === 0) return
  const messages: MessageEvent[] = []
  for (const event of events) {
    if (isMessageEvent(event.name)) {
      messages.push({ name: event.name, body: eventBody(null, event.attributes) })
    } else if (event.name === detailsEvent) {
      readSemconv(draft, event.attributes)
    } else if (event.name === 'gen_ai.content.prompt') {
      const request = readRequest(toJson(event.attributes.get('gen_ai.prompt')) ?? null)
      draft.inputMessages ??= request?.messages
    } else if (event.name === 'gen_ai.content.completion') {
      const response = readResponse(toJson(event.attributes.get('gen_ai.completion')) ?? null)
      if (response.length > 0) draft.outputMessages ??= response
    }
  }
  readMessageEvents(draft, messages)
}

function isMessageEvent(name: string): boolean {
  return name === choiceEvent || roleOfEvent.has(name)
}

/** `gen_ai.{system,user,assistant,tool}.message` are the input, `gen_ai.choice` the output. */
export function readMessageEvents(draft: SpanDraft, events: readonly MessageEvent[]): void {
  if (events.length === 0) return
  const input: Message[] = []
  const choices: { index: number; message: Message }[] = []
  for (const { name, body } of events) {
    if (name === choiceEvent) {
      const message = readChoice(body)
      if (message !== undefined) choices.push({ index: numberOf(body.index) ?? choices.length, message })
      continue
    }
    const role = roleOfEvent.get(name)
    const message = role === undefined ? undefined : readBody(body, role)
    if (message !== undefined) input.push(message)
  }
  if (input.length > 0) draft.inputMessages ??= input
  choices.sort((a, b) => a.index - b.index)
  if (choices.length > 0) draft.outputMessages ??= choices.map((choice) => choice.message)
}

function readBody(body: JsonObject, role: string): Message | undefined {
  const content = openContent(body.content)
  // Gemini's content object brings its own role and parts.
  if (isObject(content) && isArray(content.parts)) return toMessage(content, role)
  return toMessage({ ...body, role: typeof body.role === 'string' ? body.role : role, content: content ?? null }, role)
}

function readChoice(body: JsonObject): Message | undefined {
  const inner = openContent(body.message ?? body.content)
  // The specification has the tool calls beside the message, its examples have them inside.
  const calls = isObject(inner) && inner.tool_calls !== undefined ? {} : pick(body, 'tool_calls')
  const finish = pick(body, 'finish_reason')
  if (!isObject(inner))
    return toMessage({ role: 'assistant', content: inner ?? null, ...calls, ...finish }, 'assistant')
  return toMessage({ ...inner, ...calls, ...finish }, 'assistant')
}

function pick(body: JsonObject, key: string): JsonObject {
  const value = body[key]
  return value === undefined ? {} : { [key]: value }
}

/** Attributes can only be flat, so content other than text comes as JSON text there; what a user wrote stays text. */
function openContent(content: JsonValue | undefined): JsonValue | undefined {
  if (typeof content !== 'string') return content
  const parsed = parseJson(content)
  if (isArray(parsed)) return parsed.length > 0 && parsed.every(isPart) ? parsed : content
  return isObject(parsed) && (parsed.role !== undefined || isArray(parsed.parts)) ? parsed : content
}
