import { readAnyValue, readAttributes } from './decode-attributes-json.ts'
import { itemWeight, Malformed, type ValueBudget } from './decode-limits.ts'
import { newEvent, newLink, newLogRecord, newSpan, settleLink, settleLogRecord, settleSpan } from './item-drafts.ts'
import {
  enumField,
  field,
  hexIdField,
  listField,
  objectField,
  textField,
  uint32Field,
  unixNanoField,
} from './json-fields.ts'
import type { OtlpEvent, OtlpLink, OtlpLogRecord, OtlpSpan, OtlpStatus } from './otlp-model.ts'
import { isJsonObject, type JsonObject } from './parse-json.ts'

const spanKindNames = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER']
const statusCodeNames = ['UNSET', 'OK', 'ERROR']
const severityNames = ['UNSPECIFIED'].concat(
  ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'].flatMap((name) => [name, `${name}2`, `${name}3`, `${name}4`]),
)

/** Reads one span. A string is the reason why it cannot be kept. */
export function readSpan(json: JsonObject, budget: ValueBudget): OtlpSpan | string {
  const span = newSpan()
  span.traceId = hexIdField(field(json, 'traceId', 'trace_id'), 16)
  span.spanId = hexIdField(field(json, 'spanId', 'span_id'), 8)
  span.parentSpanId = hexIdField(field(json, 'parentSpanId', 'parent_span_id'), 8)
  span.traceState = textField(field(json, 'traceState', 'trace_state'), 'traceState')
  span.flags = uint32Field(json.flags, 'flags')
  span.name = textField(json.name, 'name')
  span.kind = enumField(json.kind, 'kind', spanKindNames)
  span.startTimeUnixNano = unixNanoField(field(json, 'startTimeUnixNano', 'start_time_unix_nano'), 'startTimeUnixNano')
  span.endTimeUnixNano = unixNanoField(field(json, 'endTimeUnixNano', 'end_time_unix_nano'), 'endTimeUnixNano')
  span.attributes = readAttributes(json.attributes, budget)
  span.droppedAttributesCount = droppedAttributes(json)
  const events = listField(json.events, 'events')
  if (events.length > 0) span.events = events.map((event) => readEvent(event, budget))
  span.droppedEventsCount = uint32Field(field(json, 'droppedEventsCount', 'dropped_events_count'), 'droppedEventsCount')
  const links = listField(json.links, 'links')
  if (links.length > 0) span.links = links.map((link) => readLink(link, budget))
  span.droppedLinksCount = uint32Field(field(json, 'droppedLinksCount', 'dropped_links_count'), 'droppedLinksCount')
  if (json.status !== undefined && json.status !== null) span.status = readStatus(json.status)
  return settleSpan(span) || span
}

/** Reads one log record. A string is the reason why it cannot be kept. */
export function readLogRecord(json: JsonObject, budget: ValueBudget): OtlpLogRecord | string {
  const record = newLogRecord()
  record.timeUnixNano = unixNanoField(field(json, 'timeUnixNano', 'time_unix_nano'), 'timeUnixNano')
  const observed = field(json, 'observedTimeUnixNano', 'observed_time_unix_nano')
  record.observedTimeUnixNano = unixNanoField(observed, 'observedTimeUnixNano')
  record.severityNumber = enumField(field(json, 'severityNumber', 'severity_number'), 'severityNumber', severityNames)
  record.severityText = textField(field(json, 'severityText', 'severity_text'), 'severityText')
  record.body = readAnyValue(json.body, budget)
  record.attributes = readAttributes(json.attributes, budget)
  record.droppedAttributesCount = droppedAttributes(json)
  record.flags = uint32Field(json.flags, 'flags')
  record.traceId = hexIdField(field(json, 'traceId', 'trace_id'), 16)
  record.spanId = hexIdField(field(json, 'spanId', 'span_id'), 8)
  record.eventName = textField(field(json, 'eventName', 'event_name'), 'eventName')
  return settleLogRecord(record) || record
}

export function droppedAttributes(json: JsonObject): number {
  return uint32Field(field(json, 'droppedAttributesCount', 'dropped_attributes_count'), 'droppedAttributesCount')
}

function readEvent(json: unknown, budget: ValueBudget): OtlpEvent {
  if (!isJsonObject(json)) throw new Malformed('has an event that is not an object')
  budget.spend(itemWeight)
  const event = newEvent()
  event.timeUnixNano = unixNanoField(field(json, 'timeUnixNano', 'time_unix_nano'), 'timeUnixNano')
  event.name = textField(json.name, 'event name')
  event.attributes = readAttributes(json.attributes, budget)
  event.droppedAttributesCount = droppedAttributes(json)
  return event
}

function readLink(json: unknown, budget: ValueBudget): OtlpLink {
  if (!isJsonObject(json)) throw new Malformed('has a link that is not an object')
  budget.spend(itemWeight)
  const link = newLink()
  link.traceId = hexIdField(field(json, 'traceId', 'trace_id'), 16)
  link.spanId = hexIdField(field(json, 'spanId', 'span_id'), 8)
  link.traceState = textField(field(json, 'traceState', 'trace_state'), 'traceState')
  link.attributes = readAttributes(json.attributes, budget)
  link.droppedAttributesCount = droppedAttributes(json)
  link.flags = uint32Field(json.flags, 'flags')
  const reason = settleLink(link)
  if (reason !== '') throw new Malformed(reason)
  return link
}

function readStatus(json: unknown): OtlpStatus {
  const status = objectField(json, 'status')
  return {
    message: textField(status.message, 'status message'),
    code: enumField(status.code, 'status code', statusCodeNames),
  }
}
