import protobuf from 'protobufjs'
import type { Attributes, AttributeValue, OtlpLogRecord, OtlpSpan } from '../index.ts'
import { OtlpDouble } from '../index.ts'

type FieldList = readonly (readonly [name: string, id: number, type: string, rule?: 'repeated'])[]

function message(fields: FieldList, oneof?: string): protobuf.IType {
  const entries = fields.map(([name, id, type, rule]) => [name, rule === undefined ? { id, type } : { id, type, rule }])
  const names = fields.map(([name]) => name)
  return { fields: Object.fromEntries(entries), ...(oneof === undefined ? {} : { oneofs: { [oneof]: { oneof: names } } }) }
}

/** Field numbers of opentelemetry-proto 1.x: trace/v1, logs/v1, metrics/v1, common/v1, resource/v1 and google.rpc.Status. */
const root = protobuf.Root.fromJSON({
  nested: {
    AnyValue: message(
      [
        ['stringValue', 1, 'string'],
        ['boolValue', 2, 'bool'],
        ['intValue', 3, 'int64'],
        ['doubleValue', 4, 'double'],
        ['arrayValue', 5, 'ArrayValue'],
        ['kvlistValue', 6, 'KeyValueList'],
        ['bytesValue', 7, 'bytes'],
      ],
      'value',
    ),
    ArrayValue: message([['values', 1, 'AnyValue', 'repeated']]),
    KeyValueList: message([['values', 1, 'KeyValue', 'repeated']]),
    KeyValue: message([
      ['key', 1, 'string'],
      ['value', 2, 'AnyValue'],
    ]),
    Resource: message([
      ['attributes', 1, 'KeyValue', 'repeated'],
      ['droppedAttributesCount', 2, 'uint32'],
    ]),
    Scope: message([
      ['name', 1, 'string'],
      ['version', 2, 'string'],
      ['attributes', 3, 'KeyValue', 'repeated'],
      ['droppedAttributesCount', 4, 'uint32'],
    ]),
    Event: message([
      ['timeUnixNano', 1, 'fixed64'],
      ['name', 2, 'string'],
      ['attributes', 3, 'KeyValue', 'repeated'],
      ['droppedAttributesCount', 4, 'uint32'],
    ]),
    Link: message([
      ['traceId', 1, 'bytes'],
      ['spanId', 2, 'bytes'],
      ['traceState', 3, 'string'],
      ['attributes', 4, 'KeyValue', 'repeated'],
      ['droppedAttributesCount', 5, 'uint32'],
      ['flags', 6, 'fixed32'],
    ]),
    SpanStatus: message([
      ['message', 2, 'string'],
      ['code', 3, 'int32'],
    ]),
    Span: message([
      ['traceId', 1, 'bytes'],
      ['spanId', 2, 'bytes'],
      ['traceState', 3, 'string'],
      ['parentSpanId', 4, 'bytes'],
      ['name', 5, 'string'],
      ['kind', 6, 'int32'],
      ['startTimeUnixNano', 7, 'fixed64'],
      ['endTimeUnixNano', 8, 'fixed64'],
      ['attributes', 9, 'KeyValue', 'repeated'],
      ['droppedAttributesCount', 10, 'uint32'],
      ['events', 11, 'Event', 'repeated'],
      ['droppedEventsCount', 12, 'uint32'],
      ['links', 13, 'Link', 'repeated'],
      ['droppedLinksCount', 14, 'uint32'],
      ['status', 15, 'SpanStatus'],
      ['flags', 16, 'fixed32'],
    ]),
    LogRecord: message([
      ['timeUnixNano', 1, 'fixed64'],
      ['severityNumber', 2, 'int32'],
      ['severityText', 3, 'string'],
      ['body', 5, 'AnyValue'],
      ['attributes', 6, 'KeyValue', 'repeated'],
      ['droppedAttributesCount', 7, 'uint32'],
      ['flags', 8, 'fixed32'],
      ['traceId', 9, 'bytes'],
      ['spanId', 10, 'bytes'],
      ['observedTimeUnixNano', 11, 'fixed64'],
      ['eventName', 12, 'string'],
    ]),
    ScopeSpans: message([
      ['scope', 1, 'Scope'],
      ['items', 2, 'Span', 'repeated'],
      ['schemaUrl', 3, 'string'],
    ]),
    ScopeLogs: message([
      ['scope', 1, 'Scope'],
      ['items', 2, 'LogRecord', 'repeated'],
      ['schemaUrl', 3, 'string'],
    ]),
    ResourceSpans: message([
      ['resource', 1, 'Resource'],
      ['scopes', 2, 'ScopeSpans', 'repeated'],
      ['schemaUrl', 3, 'string'],
    ]),
    ResourceLogs: message([
      ['resource', 1, 'Resource'],
      ['scopes', 2, 'ScopeLogs', 'repeated'],
      ['schemaUrl', 3, 'string'],
    ]),
    TracesRequest: message([['resources', 1, 'ResourceSpans', 'repeated']]),
    LogsRequest: message([['resources', 1, 'ResourceLogs', 'repeated']]),
    DataPoint: message([['value', 4, 'double']]),
    Gauge: message([['dataPoints', 1, 'DataPoint', 'repeated']]),
    Metric: message([
      ['name', 1, 'string'],
      ['gauge', 5, 'Gauge'],
      ['sum', 7, 'Gauge'],
      ['histogram', 9, 'Gauge'],
    ]),
    ScopeMetrics: message([['metrics', 2, 'Metric', 'repeated']]),
    ResourceMetrics: message([['scopeMetrics', 2, 'ScopeMetrics', 'repeated']]),
    MetricsRequest: message([['resourceMetrics', 1, 'ResourceMetrics', 'repeated']]),
    PartialSuccess: message([
      ['rejected', 1, 'int64'],
      ['errorMessage', 2, 'string'],
    ]),
    ExportResponse: message([['partialSuccess', 1, 'PartialSuccess']]),
    Status: message([
      ['code', 1, 'int32'],
      ['message', 2, 'string'],
    ]),
  },
})

/** Encodes a plain object; ids are hex, 64-bit numbers bigints. */
export function referenceEncode(type: string, value: object): Uint8Array {
  return new Uint8Array(root.lookupType(type).encode(value as { [key: string]: unknown }).finish())
}

type Plain = { [key: string]: unknown }

export function referenceDecode(type: string, bytes: Uint8Array): Plain {
  return root.lookupType(type).decode(bytes) as unknown as Plain
}

/** Groups of the model as the reference decodes them from an export request of spans or log records. */
export function referenceGroups(type: 'TracesRequest' | 'LogsRequest', bytes: Uint8Array): unknown {
  const request = referenceDecode(type, bytes)
  const readItem: (item: Plain) => unknown = type === 'TracesRequest' ? spanOf : logRecordOf
  return list(request.resources).flatMap((entry) =>
    list(entry.scopes).map((scopeEntry) => ({
      resource: { ...ownedBy(entry.resource as Plain | null), schemaUrl: entry.schemaUrl },
      scope: {
        name: (scopeEntry.scope as Plain | null)?.name ?? '',
        version: (scopeEntry.scope as Plain | null)?.version ?? '',
        ...ownedBy(scopeEntry.scope as Plain | null),
        schemaUrl: scopeEntry.schemaUrl,
      },
      items: list(scopeEntry.items).map(readItem),
    })),
  )
}

function ownedBy(message: Plain | null): Plain {
  return {
    attributes: attributesOf(message?.attributes),
    droppedAttributesCount: message?.droppedAttributesCount ?? 0,
  }
}

function spanOf(span: Plain): OtlpSpan {
  const status = span.status as Plain | null
  return {
    traceId: hex(span.traceId),
    spanId: hex(span.spanId),
    parentSpanId: hex(span.parentSpanId),
    traceState: span.traceState,
    flags: span.flags,
    name: span.name,
    kind: span.kind,
    startTimeUnixNano: long(span.startTimeUnixNano),
    endTimeUnixNano: long(span.endTimeUnixNano),
    ...ownedBy(span),
    events: list(span.events).map((event) => ({ timeUnixNano: long(event.timeUnixNano), name: event.name, ...ownedBy(event) })),
    droppedEventsCount: span.droppedEventsCount,
    links: list(span.links).map((link) => ({
      traceId: hex(link.traceId),
      spanId: hex(link.spanId),
      traceState: link.traceState,
      ...ownedBy(link),
      flags: link.flags,
    })),
    droppedLinksCount: span.droppedLinksCount,
    status: { message: status?.message ?? '', code: status?.code ?? 0 },
  } as unknown as OtlpSpan
}

function logRecordOf(record: Plain): OtlpLogRecord {
  return {
    timeUnixNano: long(record.timeUnixNano),
    observedTimeUnixNano: long(record.observedTimeUnixNano),
    severityNumber: record.severityNumber,
    severityText: record.severityText,
    body: anyValueOf(record.body as Plain | null),
    ...ownedBy(record),
    flags: record.flags,
    traceId: hex(record.traceId),
    spanId: hex(record.spanId),
    eventName: record.eventName,
  } as unknown as OtlpLogRecord
}

/** The reference's message object of a span of the model, for `referenceEncode`. */
export function spanMessage(span: OtlpSpan): object {
  return {
    ...span,
    traceId: unhex(span.traceId),
    spanId: unhex(span.spanId),
    parentSpanId: unhex(span.parentSpanId),
    startTimeUnixNano: unlong(span.startTimeUnixNano),
    endTimeUnixNano: unlong(span.endTimeUnixNano),
    attributes: keyValues(span.attributes),
    events: span.events.map((event) => ({
      ...event,
      timeUnixNano: unlong(event.timeUnixNano),
      attributes: keyValues(event.attributes),
    })),
    links: span.links.map((link) => ({
      ...link,
      traceId: unhex(link.traceId),
      spanId: unhex(link.spanId),
      attributes: keyValues(link.attributes),
    })),
  }
}

export function logRecordMessage(record: OtlpLogRecord): object {
  return {
    ...record,
    traceId: unhex(record.traceId),
    spanId: unhex(record.spanId),
    timeUnixNano: unlong(record.timeUnixNano),
    observedTimeUnixNano: unlong(record.observedTimeUnixNano),
    attributes: keyValues(record.attributes),
    body: anyValueMessage(record.body),
  }
}

export function keyValues(attributes: Attributes): object[] {
  return [...attributes].map(([key, value]) => ({ key, value: anyValueMessage(value) }))
}

function anyValueMessage(value: AttributeValue): object {
  if (value === null) return {}
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'bigint') return { intValue: unlong(BigInt.asUintN(64, value)) }
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? { intValue: unlong(BigInt.asUintN(64, BigInt(value))) } : { doubleValue: value }
  }
  if (value instanceof OtlpDouble) return { doubleValue: value.value }
  if (value instanceof Uint8Array) return { bytesValue: value }
  if (value instanceof Map) return { kvlistValue: { values: keyValues(value) } }
  return { arrayValue: { values: (value as readonly AttributeValue[]).map(anyValueMessage) } }
}

function list(value: unknown): Plain[] {
  return (value ?? []) as Plain[]
}

function hex(value: unknown): string {
  return Buffer.from((value ?? []) as Uint8Array).toString('hex')
}

function unhex(id: string): Uint8Array {
  return new Uint8Array(Buffer.from(id, 'hex'))
}

/** protobufjs gives Long-like objects where the `long` package is installed, numbers where it is not. */
function long(value: unknown): bigint {
  if (typeof value === 'number' || typeof value === 'bigint') return BigInt(value)
  const { low, high } = value as { low: number; high: number }
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)
}

function unlong(value: bigint): object {
  return { low: Number(BigInt.asIntN(32, value)), high: Number(BigInt.asIntN(32, value >> 32n)), unsigned: true }
}

function attributesOf(value: unknown): Attributes {
  return new Map(list(value).map((entry) => [entry.key as string, anyValueOf(entry.value as Plain | null)]))
}

function anyValueOf(value: Plain | null): AttributeValue {
  const kind = (value as { value?: string } | null)?.value
  if (value === null || kind === undefined) return null
  const content = value[kind]
  switch (kind) {
    case 'intValue': {
      const int = BigInt.asIntN(64, long(content))
      return Number.isSafeInteger(Number(int)) ? Number(int) : int
    }
    case 'doubleValue': {
      const double = content as number
      return Number.isInteger(double) || !Number.isFinite(double) ? new OtlpDouble(double) : double
    }
    case 'arrayValue':
      return list((content as Plain).values).map(anyValueOf)
    case 'kvlistValue':
      return attributesOf((content as Plain).values)
    case 'bytesValue':
      return new Uint8Array(content as Uint8Array)
    default:
      return content as string | boolean
  }
}
