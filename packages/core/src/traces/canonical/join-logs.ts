import type { Attributes, AttributeValue, OtlpLogRecord } from '../otlp/index.ts'
import type { DerivedScore } from './canonical-span.ts'
import { evaluationEvent, scoreOfEvaluation } from './figures/read-scores.ts'
import { isObject, type JsonObject, toJson, toText } from './values/json-value.ts'

/** How a log record finds its span. */
export type LogJoinKey =
  | { readonly traceId: string; readonly spanId: string }
  /** Equals the span's `gen_ai.response.id` or `request_id`. */
  | { readonly requestId: string }

const contentEvents: ReadonlySet<string> = new Set([
  'gen_ai.system.message',
  'gen_ai.user.message',
  'gen_ai.assistant.message',
  'gen_ai.tool.message',
  'gen_ai.choice',
  'gen_ai.client.inference.operation.details',
  'gen_ai.client.operation.exception',
  evaluationEvent,
  'claude_code.user_prompt',
  'claude_code.assistant_response',
  'claude_code.tool_result',
  'claude_code.api_request',
  'claude_code.api_error',
  'claude_code.api_refusal',
  'claude_code.api_request_body',
  'claude_code.api_response_body',
])

const claudeCodePrefix = 'claude_code.'

/**
 * The name of the event that a log record is: the field of newer SDKs, the attribute of older ones, or, for Claude Code,
 * the body, which has the full name where the attribute has the short one. '' for an ordinary log line.
 */
export function eventName(record: OtlpLogRecord): string {
  const name = record.eventName || toText(record.attributes.get('event.name')) || ''
  const { body } = record
  return typeof body === 'string' && body.startsWith(claudeCodePrefix) && !name.includes('.') ? body : name
}

/** By time, then by arrival: exporters batch, so records of one call may come in any order. */
export function inOrder(records: readonly OtlpLogRecord[]): readonly OtlpLogRecord[] {
  const isSorted = records.every((record, at) => at === 0 || timeOf(records[at - 1] ?? record) <= timeOf(record))
  return isSorted ? records : [...records].sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : timeOf(a) > timeOf(b) ? 1 : 0))
}

function timeOf(record: OtlpLogRecord): bigint {
  return record.timeUnixNano === 0n ? record.observedTimeUnixNano : record.timeUnixNano
}

/** True when a record carries content, cost or an evaluation of a span, and so must be kept and joined to it. */
export function isContentLog(record: OtlpLogRecord): boolean {
  return contentEvents.has(eventName(record))
}

/** Where a content log belongs; undefined when it says neither a span nor a request. */
export function logJoinKey(record: OtlpLogRecord): LogJoinKey | undefined {
  if (record.traceId !== '' && record.spanId !== '') return { traceId: record.traceId, spanId: record.spanId }
  const requestId = toText(record.attributes.get('request_id') ?? record.attributes.get('gen_ai.response.id'))
  return requestId === undefined ? undefined : { requestId }
}

/**
 * Scores out of an evaluation event that travelled as a log record, each with the span it is about: by the span it is
 * parented to, and by `gen_ai.response.id` where that is given. Empty for any other record.
 */
export function deriveLogScores(record: OtlpLogRecord): readonly DerivedScore[] {
  if (eventName(record) !== evaluationEvent) return []
  const score = scoreOfEvaluation(record.attributes)
  if (score === undefined) return []
  return [
    {
      ...score,
      ...(record.traceId !== '' && { targetTraceId: record.traceId }),
      ...(record.spanId !== '' && { targetSpanId: record.spanId }),
    },
  ]
}

/** The payload of an event: its structured body, its body as JSON text, one attribute with all of it, or its attributes. */
export function eventBody(body: AttributeValue, attributes: Attributes): JsonObject {
  const structured = toJson(body)
  if (isObject(structured)) return structured
  const whole = toJson(attributes.get('gen_ai.event.content'))
  if (isObject(whole)) return whole
  const flat = toJson(attributes)
  const fields = isObject(flat) ? flat : {}
  return typeof structured === 'string' && fields.content === undefined ? { ...fields, content: structured } : fields
}
