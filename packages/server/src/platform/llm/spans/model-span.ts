import {
  AppError,
  type AttributeValue,
  isKnownPart,
  type Message,
  OtlpDouble,
  type OtlpSpan,
  type PromptParameters,
  type PromptTool,
  type Usage,
} from '@pawl/core'
import { type Connection, conventionalName } from '../providers/connection.ts'
import type { TracePlace } from './trace-place.ts'

/** What every span of a call to a model says. */
export interface SpanBasis {
  readonly place: TracePlace
  readonly connection: Pick<Connection, 'kind' | 'name' | 'baseUrl'>
  readonly model: string
  /** As given with the call, for example `pawl.run.id`. */
  readonly attributes: Readonly<Record<string, string>>
  readonly startMs: number
  readonly endMs: number
  readonly attemptCount: number
  /** Null for an answer. */
  readonly error: unknown
}

export interface ChatSpan extends SpanBasis {
  readonly messages: readonly Message[]
  readonly parameters: PromptParameters
  readonly tools: readonly PromptTool[]
  readonly isJsonAsked: boolean
  readonly isStreamed: boolean
  readonly isCached: boolean
  /** Null where there was none. Of one that was cut off, too. */
  readonly answer: ChatSpanAnswer | null
}

export interface ChatSpanAnswer {
  readonly message: Message
  readonly finishReason: string
  readonly usage: Usage | null
  readonly responseModel: string | null
  readonly responseId?: string | null
  readonly timeToFirstTokenMs: number | null
  readonly warnings?: readonly string[]
}

export interface EmbeddingSpan extends SpanBasis {
  readonly inputTokens: number | null
}

/** One span of OpenTelemetry's GenAI conventions: `chat {model}`, kind client. */
export function chatSpan(span: ChatSpan): OtlpSpan {
  const attributes = basicAttributes(span, 'chat')
  for (const [name, value] of Object.entries(span.parameters)) {
    attributes.set(`gen_ai.request.${name}`, attributeOf(value))
  }
  if (span.isJsonAsked) attributes.set('gen_ai.output.type', 'json')
  if (span.isStreamed) attributes.set('gen_ai.request.stream', true)
  if (span.isCached) attributes.set('pawl.cache.hit', true)
  if (span.tools.length > 0) attributes.set('gen_ai.tool.definitions', JSON.stringify(span.tools))
  setMessages(attributes, span.messages)
  if (span.answer !== null) setAnswer(attributes, span.answer, span.isCached)
  return spanOf(span, { name: `chat ${span.model}`, attributes })
}

export function embeddingSpan(span: EmbeddingSpan): OtlpSpan {
  const attributes = basicAttributes(span, 'embeddings')
  if (span.inputTokens !== null) attributes.set('gen_ai.usage.input_tokens', span.inputTokens)
  return spanOf(span, { name: `embeddings ${span.model}`, attributes })
}

type AttributeMap = Map<string, AttributeValue>

function basicAttributes(
  { connection, model, attributes: given, ...span }: SpanBasis,
  operation: string,
): AttributeMap {
  const { hostname, port } = new URL(connection.baseUrl)
  const attributes: AttributeMap = new Map<string, AttributeValue>([
    ...Object.entries(given),
    ['gen_ai.operation.name', operation],
    ['gen_ai.provider.name', conventionalName(connection)],
    ['gen_ai.request.model', model],
    ['server.address', hostname],
  ])
  if (port !== '') attributes.set('server.port', Number(port))
  if (span.attemptCount > 1) attributes.set('pawl.attempt_count', span.attemptCount)
  if (span.error !== null) attributes.set('error.type', AppError.isInstance(span.error) ? span.error.code : 'cancelled')
  return attributes
}

function setMessages(attributes: AttributeMap, messages: readonly Message[]): void {
  // The conventions keep instructions that are given apart from the dialogue, and ours stand in it: in it they stay,
  // but for those at its head.
  const first = messages.findIndex(({ role }) => role !== 'system')
  const head = first === -1 ? messages : messages.slice(0, first)
  const rest = first === -1 ? [] : messages.slice(first)
  if (head.length > 0) attributes.set('gen_ai.system_instructions', JSON.stringify(head.flatMap(({ parts }) => parts)))
  if (rest.length > 0) attributes.set('gen_ai.input.messages', JSON.stringify(rest))
}

function setAnswer(attributes: AttributeMap, answer: ChatSpanAnswer, isCached: boolean): void {
  attributes.set('gen_ai.output.messages', JSON.stringify([withFinishReason(answer)]))
  attributes.set('gen_ai.response.finish_reasons', [answer.finishReason])
  if (answer.responseModel !== null) attributes.set('gen_ai.response.model', answer.responseModel)
  if (typeof answer.responseId === 'string') attributes.set('gen_ai.response.id', answer.responseId)
  if (answer.warnings !== undefined && answer.warnings.length > 0) {
    attributes.set('pawl.warnings', [...answer.warnings])
  }
  // Nothing was used for an answer from the cache, and its cost must not be counted again.
  if (isCached) return
  if (answer.timeToFirstTokenMs !== null) {
    attributes.set('gen_ai.response.time_to_first_chunk', new OtlpDouble(answer.timeToFirstTokenMs / 1000))
  }
  setUsage(attributes, answer.usage)
}

const withFinishReason = ({ message, finishReason }: ChatSpanAnswer): Message => ({
  ...message,
  parts: message.parts.filter((part) => !isKnownPart(part) || part.type !== 'text' || part.content !== ''),
  finish_reason: finishReason,
})

function setUsage(attributes: AttributeMap, usage: Usage | null): void {
  const figures: readonly [string, number | undefined][] = [
    ['gen_ai.usage.input_tokens', usage?.inputTokens],
    ['gen_ai.usage.output_tokens', usage?.outputTokens],
    ['gen_ai.usage.cache_read.input_tokens', usage?.cacheReadTokens || undefined],
    ['gen_ai.usage.cache_creation.input_tokens', usage?.cacheWriteTokens || undefined],
    ['gen_ai.usage.reasoning.output_tokens', usage?.reasoningTokens || undefined],
  ]
  for (const [name, value] of figures) if (value !== undefined) attributes.set(name, value)
}

/** Scalars stay what they are; a list of texts is one; anything deeper is JSON. */
function attributeOf(value: PromptParameters[string]): AttributeValue {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : new OtlpDouble(value)
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return [...value] as string[]
  return JSON.stringify(value)
}

const nanosPerMs = 1_000_000

function spanOf(
  { place, startMs, endMs, error }: SpanBasis,
  { name, attributes }: { readonly name: string; readonly attributes: AttributeMap },
): OtlpSpan {
  const nanos = (ms: number) => BigInt(Math.round(ms * 1000)) * BigInt(nanosPerMs / 1000)
  return {
    ...place,
    traceState: '',
    flags: 0,
    name,
    kind: 3,
    startTimeUnixNano: nanos(startMs),
    endTimeUnixNano: nanos(Math.max(startMs, endMs)),
    attributes,
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status:
      error === null
        ? { code: 0, message: '' }
        : { code: 2, message: error instanceof Error ? error.message : 'The call was cancelled.' },
  }
}
