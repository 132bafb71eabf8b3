import { gzipSync } from 'node:zlib'
import { type AttributeValue, encodeTracesJson, encodeTracesProtobuf, type OtlpGroup, type OtlpSpan } from '@pawl/core'

/** Spans `first`, `first + 1`, … named `span N`, each with its own id and the given attributes. */
function sampleGroups(
  count: number,
  attributes: ReadonlyMap<string, AttributeValue> = new Map(),
): OtlpGroup<OtlpSpan>[] {
  const items = Array.from({ length: count }, (_, i) => sampleSpan(i + 1, attributes))
  const none = new Map<string, AttributeValue>()
  return [
    {
      resource: { attributes: none, droppedAttributesCount: 0, schemaUrl: '' },
      scope: { name: 'test', version: '', attributes: none, droppedAttributesCount: 0, schemaUrl: '' },
      items,
    },
  ]
}

function sampleSpan(number: number, attributes: ReadonlyMap<string, AttributeValue>): OtlpSpan {
  return {
    traceId: number.toString(16).padStart(32, '0'),
    spanId: number.toString(16).padStart(16, '0'),
    parentSpanId: '',
    traceState: '',
    flags: 0,
    name: `span ${number}`,
    kind: 1,
    startTimeUnixNano: 1_760_000_000_000_000_000n,
    endTimeUnixNano: 1_760_000_001_000_000_000n,
    attributes,
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { message: '', code: 0 },
  }
}

export function protobufExport(count = 1, attributes?: ReadonlyMap<string, AttributeValue>): Uint8Array {
  return encodeTracesProtobuf(sampleGroups(count, attributes))
}

export function jsonExport(count = 1): string {
  return encodeTracesJson(sampleGroups(count))
}

/** A length-delimited protobuf field. */
export function protobufField(number: number, ...parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([varint(number * 8 + 2), varint(length), ...parts])
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
  return Buffer.from([...bytes, rest])
}

const ids = Buffer.concat([protobufField(1, Buffer.alloc(16, 1)), protobufField(2, Buffer.alloc(8, 1))])

/** An ExportTraceServiceRequest with one span, to whose valid ids `fields` are added. */
export function exportOfSpan(...fields: readonly Uint8Array[]): Buffer {
  return protobufField(1, protobufField(2, protobufField(2, ids, ...fields)))
}

/** A span attribute (field 9) named `key` with an encoded AnyValue. */
export function spanAttribute(key: Uint8Array, anyValue: Uint8Array): Buffer {
  return protobufField(9, protobufField(1, key), protobufField(2, anyValue))
}

/** An AnyValue of `depth` arrays, each in the other. Written from the back: nesting buffers would take quadratic time. */
export function nestedArrays(depth: number): Buffer {
  const arrayValue = 0x2a
  const values = 0x0a
  const parts: Buffer[] = []
  let length = 0
  for (let i = 0; i < depth; i++) {
    for (const tag of [values, arrayValue]) {
      const head = Buffer.concat([Buffer.from([tag]), varint(length)])
      parts.push(head)
      length += head.length
    }
  }
  return Buffer.concat(parts.reverse())
}

/** An ExportLogsServiceRequest of one record with a text body. */
export function logsExportOf(text: string): Buffer {
  return protobufField(1, protobufField(2, protobufField(2, protobufField(5, protobufField(1, Buffer.from(text))))))
}

/** An ExportMetricsServiceRequest of one gauge with `pointCount` empty data points. */
export function metricsExportOf(pointCount: number): Buffer {
  const points = Array.from({ length: pointCount }, () => protobufField(1))
  return protobufField(1, protobufField(2, protobufField(2, protobufField(5, Buffer.concat(points)))))
}

/** Gzip data of about 1 MB that unpacks to 1 GiB. */
export function zipBomb(): Buffer {
  const member = gzipSync(Buffer.alloc(64 * 1024 ** 2))
  return Buffer.concat(Array.from({ length: 16 }, () => member))
}
