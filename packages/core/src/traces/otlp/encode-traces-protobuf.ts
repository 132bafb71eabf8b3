import { type Attributes, type AttributeValue, OtlpDouble } from './attribute-value.ts'
import type { OtlpEvent, OtlpGroup, OtlpLink, OtlpResource, OtlpScope, OtlpSpan } from './otlp-model.ts'
import { ProtobufWriter } from './protobuf-writer.ts'

/**
 * An ExportTraceServiceRequest of which `decodeTracesProtobuf` gives the same groups again. Protobuf text is UTF-8: a
 * lone surrogate in a string becomes U+FFFD.
 */
export function encodeTracesProtobuf(groups: readonly OtlpGroup<OtlpSpan>[]): Uint8Array {
  const writer = new ProtobufWriter()
  for (let first = 0; first < groups.length; ) {
    const resource = (groups[first] as OtlpGroup<OtlpSpan>).resource
    let end = first + 1
    while (groups[end]?.resource === resource) end++
    const shared = groups.slice(first, end)
    writer.message(10, () => writeResourceSpans(writer, resource, shared))
    first = end
  }
  return writer.finish()
}

function writeResourceSpans(
  writer: ProtobufWriter,
  resource: OtlpResource,
  groups: readonly OtlpGroup<OtlpSpan>[],
): void {
  writer.message(10, () => {
    writeAttributes(writer, 10, resource.attributes)
    writer.uint32(16, resource.droppedAttributesCount)
  })
  for (const group of groups) {
    writer.message(18, () => {
      writer.message(10, () => writeScope(writer, group.scope))
      for (const span of group.items) writer.message(18, () => writeSpan(writer, span))
      writer.string(26, group.scope.schemaUrl)
    })
  }
  writer.string(26, resource.schemaUrl)
}

function writeScope(writer: ProtobufWriter, scope: OtlpScope): void {
  writer.string(10, scope.name)
  writer.string(18, scope.version)
  writeAttributes(writer, 26, scope.attributes)
  writer.uint32(32, scope.droppedAttributesCount)
}

function writeSpan(writer: ProtobufWriter, span: OtlpSpan): void {
  writer.hexId(10, span.traceId)
  writer.hexId(18, span.spanId)
  writer.string(26, span.traceState)
  writer.hexId(34, span.parentSpanId)
  writer.string(42, span.name)
  writer.uint32(48, span.kind)
  writer.fixed64(57, span.startTimeUnixNano)
  writer.fixed64(65, span.endTimeUnixNano)
  writeAttributes(writer, 74, span.attributes)
  writer.uint32(80, span.droppedAttributesCount)
  for (const event of span.events) writer.message(90, () => writeEvent(writer, event))
  writer.uint32(96, span.droppedEventsCount)
  for (const link of span.links) writer.message(106, () => writeLink(writer, link))
  writer.uint32(112, span.droppedLinksCount)
  if (span.status.code !== 0 || span.status.message !== '') {
    writer.message(122, () => {
      writer.string(18, span.status.message)
      writer.uint32(24, span.status.code)
    })
  }
  writer.fixed32(133, span.flags)
}

function writeEvent(writer: ProtobufWriter, event: OtlpEvent): void {
  writer.fixed64(9, event.timeUnixNano)
  writer.string(18, event.name)
  writeAttributes(writer, 26, event.attributes)
  writer.uint32(32, event.droppedAttributesCount)
}

function writeLink(writer: ProtobufWriter, link: OtlpLink): void {
  writer.hexId(10, link.traceId)
  writer.hexId(18, link.spanId)
  writer.string(26, link.traceState)
  writeAttributes(writer, 34, link.attributes)
  writer.uint32(40, link.droppedAttributesCount)
  writer.fixed32(53, link.flags)
}

function writeAttributes(writer: ProtobufWriter, tag: number, attributes: Attributes): void {
  for (const [key, value] of attributes) {
    writer.message(tag, () => {
      writer.string(10, key)
      writer.message(18, () => writeAnyValue(writer, value))
    })
  }
}

function writeAnyValue(writer: ProtobufWriter, value: AttributeValue): void {
  switch (typeof value) {
    case 'string':
      writer.presentString(10, value)
      break
    case 'boolean':
      writer.presentVarint(16, value ? 1n : 0n)
      break
    case 'bigint':
      writer.presentVarint(24, value)
      break
    case 'number':
      if (Number.isSafeInteger(value)) writer.presentVarint(24, BigInt(value))
      else writer.presentDouble(33, value)
      break
    default:
      writeComposite(writer, value)
  }
}

function writeComposite(
  writer: ProtobufWriter,
  value: Exclude<AttributeValue, string | boolean | number | bigint>,
): void {
  if (value === null) return
  if (value instanceof OtlpDouble) writer.presentDouble(33, value.value)
  else if (value instanceof Uint8Array) writer.byteString(58, value)
  else if (value instanceof Map) writer.message(50, () => writeAttributes(writer, 10, value))
  else {
    writer.message(42, () => {
      for (const item of value as readonly AttributeValue[]) writer.message(10, () => writeAnyValue(writer, item))
    })
  }
}
