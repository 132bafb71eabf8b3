import { AppError } from '../../errors/index.ts'
import type { Attributes, AttributeValue } from './attribute-value.ts'
import { attributesToJson, attributeValueFromJson } from './attributes-text.ts'
import { noAttributes } from './item-drafts.ts'
import type { OtlpEvent, OtlpLink } from './otlp-model.ts'

/** Events as a JSON array in OTLP's field names, with attributes as `attributesToJson` writes them; empty fields are left out. */
export function eventsToJson(events: readonly OtlpEvent[]): string {
  let json = '['
  for (const event of events) {
    if (json !== '[') json += ','
    json += `{"timeUnixNano":"${event.timeUnixNano}","name":${JSON.stringify(event.name)}`
    if (event.attributes.size > 0) json += `,"attributes":${attributesToJson(event.attributes)}`
    if (event.droppedAttributesCount !== 0) json += `,"droppedAttributesCount":${event.droppedAttributesCount}`
    json += '}'
  }
  return `${json}]`
}

/**
 * What `eventsToJson` was given.
 * @throws AppError `internal` when the text is not from there
 */
export function eventsFromJson(text: string): readonly OtlpEvent[] {
  return records(text).map((event) => ({
    timeUnixNano: BigInt(textOf(event.get('timeUnixNano')) || '0'),
    name: textOf(event.get('name')),
    attributes: attributesOf(event),
    droppedAttributesCount: countOf(event.get('droppedAttributesCount')),
  }))
}

/** Links in the form of `eventsToJson`. */
export function linksToJson(links: readonly OtlpLink[]): string {
  let json = '['
  for (const link of links) {
    if (json !== '[') json += ','
    json += `{"traceId":"${link.traceId}","spanId":"${link.spanId}"`
    if (link.traceState !== '') json += `,"traceState":${JSON.stringify(link.traceState)}`
    if (link.attributes.size > 0) json += `,"attributes":${attributesToJson(link.attributes)}`
    if (link.droppedAttributesCount !== 0) json += `,"droppedAttributesCount":${link.droppedAttributesCount}`
    if (link.flags !== 0) json += `,"flags":${link.flags}`
    json += '}'
  }
  return `${json}]`
}

/**
 * What `linksToJson` was given.
 * @throws AppError `internal` when the text is not from there
 */
export function linksFromJson(text: string): readonly OtlpLink[] {
  return records(text).map((link) => ({
    traceId: textOf(link.get('traceId')),
    spanId: textOf(link.get('spanId')),
    traceState: textOf(link.get('traceState')),
    attributes: attributesOf(link),
    droppedAttributesCount: countOf(link.get('droppedAttributesCount')),
    flags: countOf(link.get('flags')),
  }))
}

function records(text: string): readonly Attributes[] {
  const value = text === '' ? [] : attributeValueFromJson(text)
  if (Array.isArray(value) && value.every((entry) => entry instanceof Map)) return value as readonly Attributes[]
  throw new AppError('internal', 'Stored events or links are not a list of objects')
}

function textOf(value: AttributeValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

function countOf(value: AttributeValue | undefined): number {
  return typeof value === 'number' ? value : 0
}

function attributesOf(record: Attributes): Attributes {
  const attributes = record.get('attributes')
  return attributes instanceof Map ? attributes : noAttributes
}
