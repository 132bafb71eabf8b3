import { type Attributes, type AttributeValue, encodeTracesJson, type OtlpLogRecord, type OtlpSpan } from '@pawl/core'

/** Ten minutes before now, to the second: a time that nothing refuses. */
export const recently = (): bigint => BigInt(Math.floor(Date.now() / 1000) - 600) * 1_000_000_000n

export const traceIdOf = (number: number): string => number.toString(16).padStart(32, '0')
export const spanIdOf = (number: number): string => number.toString(16).padStart(16, '0')

export type SpanFields = Partial<Omit<OtlpSpan, 'attributes'>> & {
  readonly attributes?: Record<string, AttributeValue>
}

export function buildSpan(fields: SpanFields = {}): OtlpSpan {
  const start = fields.startTimeUnixNano ?? recently()
  return {
    traceId: traceIdOf(1),
    spanId: spanIdOf(1),
    parentSpanId: '',
    traceState: '',
    flags: 257,
    name: 'span',
    kind: 1,
    startTimeUnixNano: start,
    endTimeUnixNano: start + 1_000_000_000n,
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: 0, message: '' },
    ...fields,
    attributes: new Map(Object.entries(fields.attributes ?? {})),
  }
}

const resource = {
  attributes: new Map<string, AttributeValue>([['service.name', 'test']]) as Attributes,
  droppedAttributesCount: 0,
  schemaUrl: '',
}
const scope = { name: 'test', version: '1', attributes: new Map(), droppedAttributesCount: 0, schemaUrl: '' }

export function tracesBody(...spans: readonly OtlpSpan[]): Uint8Array {
  return new TextEncoder().encode(encodeTracesJson([{ resource, scope, items: spans }]))
}

/** An ExportLogsServiceRequest with records of text attributes and a plain JSON body. */
export function logsBody(...records: readonly LogFields[]): Uint8Array {
  const keyValue = ([key, value]: [string, unknown]) => ({ key, value: anyValue(value) })
  const logRecords = records.map((record) => ({
    timeUnixNano: String(record.timeUnixNano ?? recently()),
    traceId: record.traceId,
    spanId: record.spanId,
    eventName: record.eventName,
    body: anyValue(record.body),
    attributes: Object.entries(record.attributes ?? {}).map(keyValue),
  }))
  return new TextEncoder().encode(
    JSON.stringify({ resourceLogs: [{ resource: {}, scopeLogs: [{ scope: {}, logRecords }] }] }),
  )
}

export type LogFields = Pick<OtlpLogRecord, 'eventName'> & {
  readonly traceId: string
  readonly spanId: string
  readonly timeUnixNano?: bigint
  readonly body?: unknown
  readonly attributes?: Record<string, unknown>
}

function anyValue(value: unknown): unknown {
  if (value === null || value === undefined) return {}
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value }
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } }
  const values = Object.entries(value).map(([key, item]) => ({ key, value: anyValue(item) }))
  return { kvlistValue: { values } }
}
