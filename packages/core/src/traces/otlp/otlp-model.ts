import type { Attributes, AttributeValue } from './attribute-value.ts'

/** One span as it was sent, from either encoding. Ids are lower-case hex; times are nanoseconds since 1970, as sent. */
export interface OtlpSpan {
  /** 32 hex digits, not all zero. */
  readonly traceId: string
  /** 16 hex digits, not all zero. */
  readonly spanId: string
  /** 16 hex digits, or '' for a root. */
  readonly parentSpanId: string
  readonly traceState: string
  readonly flags: number
  readonly name: string
  /** OTLP SpanKind: 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number
  readonly startTimeUnixNano: bigint
  readonly endTimeUnixNano: bigint
  readonly attributes: Attributes
  readonly droppedAttributesCount: number
  readonly events: readonly OtlpEvent[]
  readonly droppedEventsCount: number
  readonly links: readonly OtlpLink[]
  readonly droppedLinksCount: number
  readonly status: OtlpStatus
}

export interface OtlpEvent {
  readonly timeUnixNano: bigint
  readonly name: string
  readonly attributes: Attributes
  readonly droppedAttributesCount: number
}

export interface OtlpLink {
  readonly traceId: string
  readonly spanId: string
  readonly traceState: string
  readonly attributes: Attributes
  readonly droppedAttributesCount: number
  readonly flags: number
}

export interface OtlpStatus {
  readonly message: string
  /** 0 unset, 1 ok, 2 error. */
  readonly code: number
}

export interface OtlpResource {
  readonly attributes: Attributes
  readonly droppedAttributesCount: number
  readonly schemaUrl: string
}

export interface OtlpScope {
  readonly name: string
  readonly version: string
  readonly attributes: Attributes
  readonly droppedAttributesCount: number
  readonly schemaUrl: string
}

export interface OtlpLogRecord {
  readonly timeUnixNano: bigint
  readonly observedTimeUnixNano: bigint
  readonly severityNumber: number
  readonly severityText: string
  readonly body: AttributeValue
  readonly attributes: Attributes
  readonly droppedAttributesCount: number
  readonly flags: number
  /** 32 hex digits, or '' when the record belongs to no trace. */
  readonly traceId: string
  /** 16 hex digits, or ''. */
  readonly spanId: string
  /** Proto field 12; '' when absent. Older SDKs use the attribute `event.name` instead. */
  readonly eventName: string
}

export interface OtlpOrigin {
  readonly resource: OtlpResource
  readonly scope: OtlpScope
}

/** Records of one resource and scope, as OTLP groups them. */
export interface OtlpGroup<Item> extends OtlpOrigin {
  readonly items: readonly Item[]
}

/** What a decoder left out of one request, and why. */
export interface Rejected {
  readonly rejectedCount: number
  /** Distinct reasons, at most five, each one sentence. */
  readonly rejectedReasons: readonly string[]
}

/** What a decoder made of one request: everything usable, and why the rest was not. */
export interface Decoded<Item> extends Rejected {
  readonly groups: readonly OtlpGroup<Item>[]
  readonly itemCount: number
}
