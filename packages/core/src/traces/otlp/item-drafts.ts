import type { Attributes, AttributeValue } from './attribute-value.ts'
import type { OtlpEvent, OtlpLink, OtlpLogRecord, OtlpResource, OtlpScope, OtlpSpan } from './otlp-model.ts'

type Draft<Item> = { -readonly [Field in keyof Item]: Item[Field] }
export type SpanDraft = Draft<OtlpSpan>
export type EventDraft = Draft<OtlpEvent>
export type LinkDraft = Draft<OtlpLink>
export type LogRecordDraft = Draft<OtlpLogRecord>
/** A repeated resource or scope message adds to the one before it, so these own their map. */
export type ResourceDraft = Draft<OtlpResource> & { readonly attributes: Map<string, AttributeValue> }
export type ScopeDraft = Draft<OtlpScope> & { readonly attributes: Map<string, AttributeValue> }

/** The one empty attribute list: most events, links, scopes have none. */
export const noAttributes: Attributes = new Map<string, AttributeValue>()
const noEvents: readonly OtlpEvent[] = []
const noLinks: readonly OtlpLink[] = []
const unsetStatus = { message: '', code: 0 } as const

export function newSpan(): SpanDraft {
  return {
    traceId: '',
    spanId: '',
    parentSpanId: '',
    traceState: '',
    flags: 0,
    name: '',
    kind: 0,
    startTimeUnixNano: 0n,
    endTimeUnixNano: 0n,
    attributes: noAttributes,
    droppedAttributesCount: 0,
    events: noEvents,
    droppedEventsCount: 0,
    links: noLinks,
    droppedLinksCount: 0,
    status: unsetStatus,
  }
}

export function newEvent(): EventDraft {
  return { timeUnixNano: 0n, name: '', attributes: noAttributes, droppedAttributesCount: 0 }
}

export function newLink(): LinkDraft {
  return { traceId: '', spanId: '', traceState: '', attributes: noAttributes, droppedAttributesCount: 0, flags: 0 }
}

export function newLogRecord(): LogRecordDraft {
  return {
    timeUnixNano: 0n,
    observedTimeUnixNano: 0n,
    severityNumber: 0,
    severityText: '',
    body: null,
    attributes: noAttributes,
    droppedAttributesCount: 0,
    flags: 0,
    traceId: '',
    spanId: '',
    eventName: '',
  }
}

export function newResource(): ResourceDraft {
  return { attributes: new Map(), droppedAttributesCount: 0, schemaUrl: '' }
}

export function newScope(): ScopeDraft {
  return { name: '', version: '', attributes: new Map(), droppedAttributesCount: 0, schemaUrl: '' }
}

const zeroTraceId = '0'.repeat(32)
const zeroSpanId = '0'.repeat(16)

/** Makes the all-zero ids of optional references empty, and says why the span cannot be kept, or ''. */
export function settleSpan(span: SpanDraft): string {
  if (span.traceId === '' || span.traceId === zeroTraceId) return 'a span has no traceId'
  if (span.spanId === '' || span.spanId === zeroSpanId) return 'a span has no spanId'
  if (span.traceId.length !== 32) return 'a traceId does not have 16 bytes'
  if (span.spanId.length !== 16) return 'a spanId does not have 8 bytes'
  if (span.parentSpanId === zeroSpanId) span.parentSpanId = ''
  if (span.parentSpanId.length % 16 !== 0) return 'a parentSpanId does not have 8 bytes'
  return ''
}

/** As `settleSpan`: a log record may belong to no trace. */
export function settleLogRecord(record: LogRecordDraft): string {
  if (record.traceId === zeroTraceId) record.traceId = ''
  if (record.spanId === zeroSpanId) record.spanId = ''
  if (record.traceId.length % 32 !== 0) return 'a traceId does not have 16 bytes'
  if (record.spanId.length % 16 !== 0) return 'a spanId does not have 8 bytes'
  return ''
}

/** As `settleSpan`, for one of its links. */
export function settleLink(link: LinkDraft): string {
  if (link.traceId === zeroTraceId) link.traceId = ''
  if (link.spanId === zeroSpanId) link.spanId = ''
  if (link.traceId.length % 32 !== 0) return "a link's traceId does not have 16 bytes"
  if (link.spanId.length % 16 !== 0) return "a link's spanId does not have 8 bytes"
  return ''
}
