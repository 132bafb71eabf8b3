import type { AttributeValue } from './attribute-value.ts'
import { readKeyValue } from './decode-attributes-protobuf.ts'
import { itemWeight, Malformed } from './decode-limits.ts'
import { newEvent, newLink, newSpan, settleLink, settleSpan } from './item-drafts.ts'
import type { OtlpEvent, OtlpLink, OtlpSpan, OtlpStatus } from './otlp-model.ts'
import type { ProtobufReader } from './protobuf-reader.ts'

/** Reads the fields of a Span up to the reader's limit. A string is the reason why the span cannot be kept. */
export function readSpan(reader: ProtobufReader): OtlpSpan | string {
  const span = newSpan()
  let attributes: Map<string, AttributeValue> | undefined
  let events: OtlpEvent[] | undefined
  let links: OtlpLink[] | undefined
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    switch (tag) {
      case 10:
        span.traceId = reader.hexId(16)
        break
      case 18:
        span.spanId = reader.hexId(8)
        break
      case 26:
        span.traceState = reader.string()
        break
      case 34:
        span.parentSpanId = reader.hexId(8)
        break
      case 42:
        span.name = reader.key()
        break
      case 48:
        span.kind = reader.int32()
        break
      case 57:
        span.startTimeUnixNano = reader.fixed64()
        break
      case 65:
        span.endTimeUnixNano = reader.fixed64()
        break
      case 74:
        attributes ??= new Map()
        readKeyValue(reader, attributes)
        break
      case 80:
        span.droppedAttributesCount = reader.uint32()
        break
      case 90:
        events ??= []
        events.push(readEvent(reader))
        break
      case 96:
        span.droppedEventsCount = reader.uint32()
        break
      case 106:
        links ??= []
        links.push(readLink(reader))
        break
      case 112:
        span.droppedLinksCount = reader.uint32()
        break
      case 122:
        span.status = readStatus(reader)
        break
      case 133:
        span.flags = reader.fixed32()
        break
      default:
        reader.skip(tag)
    }
  }
  if (attributes !== undefined) span.attributes = attributes
  if (events !== undefined) span.events = events
  if (links !== undefined) span.links = links
  return settleSpan(span) || span
}

function readEvent(reader: ProtobufReader): OtlpEvent {
  reader.budget.spend(itemWeight)
  const outer = reader.enter()
  const event = newEvent()
  let attributes: Map<string, AttributeValue> | undefined
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    switch (tag) {
      case 9:
        event.timeUnixNano = reader.fixed64()
        break
      case 18:
        event.name = reader.key()
        break
      case 26:
        attributes ??= new Map()
        readKeyValue(reader, attributes)
        break
      case 32:
        event.droppedAttributesCount = reader.uint32()
        break
      default:
        reader.skip(tag)
    }
  }
  reader.limit = outer
  if (attributes !== undefined) event.attributes = attributes
  return event
}

function readLink(reader: ProtobufReader): OtlpLink {
  reader.budget.spend(itemWeight)
  const outer = reader.enter()
  const link = newLink()
  let attributes: Map<string, AttributeValue> | undefined
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    switch (tag) {
      case 10:
        link.traceId = reader.hexId(16)
        break
      case 18:
        link.spanId = reader.hexId(8)
        break
      case 26:
        link.traceState = reader.string()
        break
      case 34:
        attributes ??= new Map()
        readKeyValue(reader, attributes)
        break
      case 40:
        link.droppedAttributesCount = reader.uint32()
        break
      case 53:
        link.flags = reader.fixed32()
        break
      default:
        reader.skip(tag)
    }
  }
  reader.limit = outer
  if (attributes !== undefined) link.attributes = attributes
  const reason = settleLink(link)
  if (reason !== '') throw new Malformed(reason)
  return link
}

function readStatus(reader: ProtobufReader): OtlpStatus {
  const outer = reader.enter()
  let message = ''
  let code = 0
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    if (tag === 18) message = reader.string()
    else if (tag === 24) code = reader.int32()
    else reader.skip(tag)
  }
  reader.limit = outer
  return { message, code }
}
