import { type Attributes, type AttributeValue, OtlpDouble } from './attribute-value.ts'
import { encodeBase64 } from './base64.ts'
import type { OtlpEvent, OtlpGroup, OtlpLink, OtlpResource, OtlpScope, OtlpSpan } from './otlp-model.ts'

/** An ExportTraceServiceRequest in OTLP/JSON on one line, of which `decodeTracesJson` gives exactly the same groups again. */
export function encodeTracesJson(groups: readonly OtlpGroup<OtlpSpan>[]): string {
  const resourceSpans: string[] = []
  for (let first = 0; first < groups.length; ) {
    const resource = (groups[first] as OtlpGroup<OtlpSpan>).resource
    const scopeSpans: string[] = []
    let end = first
    for (; groups[end]?.resource === resource; end++)
      scopeSpans.push(scopeSpansJson(groups[end] as OtlpGroup<OtlpSpan>))
    const schemaUrl = textJson(',"schemaUrl":', resource.schemaUrl)
    resourceSpans.push(`{"resource":${resourceJson(resource)},"scopeSpans":[${scopeSpans.join(',')}]${schemaUrl}}`)
    first = end
  }
  return `{"resourceSpans":[${resourceSpans.join(',')}]}`
}

function scopeSpansJson(group: OtlpGroup<OtlpSpan>): string {
  const schemaUrl = textJson(',"schemaUrl":', group.scope.schemaUrl)
  return `{"scope":${scopeJson(group.scope)},"spans":[${group.items.map(spanJson).join(',')}]${schemaUrl}}`
}

export function resourceJson(resource: OtlpResource): string {
  return `{"attributes":${attributesJson(resource.attributes)}${droppedJson('Attributes', resource.droppedAttributesCount)}}`
}

export function scopeJson(scope: OtlpScope): string {
  const attributes = someAttributesJson(scope.attributes) + droppedJson('Attributes', scope.droppedAttributesCount)
  return `{"name":${JSON.stringify(scope.name)}${textJson(',"version":', scope.version)}${attributes}}`
}

function spanJson(span: OtlpSpan): string {
  const parent = textJson(',"parentSpanId":', span.parentSpanId) + textJson(',"traceState":', span.traceState)
  const name = `,"name":${JSON.stringify(span.name)},"kind":${span.kind}${flagsJson(span.flags)}`
  const times = `,"startTimeUnixNano":"${span.startTimeUnixNano}","endTimeUnixNano":"${span.endTimeUnixNano}"`
  const attributes = `,"attributes":${attributesJson(span.attributes)}`
  const events = span.events.length === 0 ? '' : `,"events":[${span.events.map(eventJson).join(',')}]`
  const links = span.links.length === 0 ? '' : `,"links":[${span.links.map(linkJson).join(',')}]`
  const dropped =
    droppedJson('Attributes', span.droppedAttributesCount) +
    droppedJson('Events', span.droppedEventsCount) +
    droppedJson('Links', span.droppedLinksCount)
  const status = `,"status":{"code":${span.status.code}${textJson(',"message":', span.status.message)}}`
  const ids = `{"traceId":"${span.traceId}","spanId":"${span.spanId}"`
  return `${ids}${parent}${name}${times}${attributes}${events}${links}${dropped}${status}}`
}

function eventJson(event: OtlpEvent): string {
  const attributes = someAttributesJson(event.attributes) + droppedJson('Attributes', event.droppedAttributesCount)
  return `{"timeUnixNano":"${event.timeUnixNano}","name":${JSON.stringify(event.name)}${attributes}}`
}

function linkJson(link: OtlpLink): string {
  const attributes = someAttributesJson(link.attributes) + droppedJson('Attributes', link.droppedAttributesCount)
  const state = textJson(',"traceState":', link.traceState) + flagsJson(link.flags)
  return `{"traceId":"${link.traceId}","spanId":"${link.spanId}"${state}${attributes}}`
}

export function textJson(prefix: string, text: string): string {
  return text === '' ? '' : prefix + JSON.stringify(text)
}

export function flagsJson(flags: number): string {
  return flags === 0 ? '' : `,"flags":${flags}`
}

export function droppedJson(what: 'Attributes' | 'Events' | 'Links', count: number): string {
  return count === 0 ? '' : `,"dropped${what}Count":${count}`
}

function someAttributesJson(attributes: Attributes): string {
  return attributes.size === 0 ? '' : `,"attributes":${attributesJson(attributes)}`
}

export function attributesJson(attributes: Attributes): string {
  let json = '['
  for (const [key, value] of attributes) {
    json += `${json === '[' ? '' : ','}{"key":${JSON.stringify(key)},"value":${anyValueJson(value)}}`
  }
  return `${json}]`
}

export function anyValueJson(value: AttributeValue): string {
  switch (typeof value) {
    case 'string':
      return `{"stringValue":${JSON.stringify(value)}}`
    case 'boolean':
      return `{"boolValue":${value}}`
    case 'bigint':
      return `{"intValue":"${value}"}`
    case 'number':
      return Number.isSafeInteger(value) ? `{"intValue":"${value}"}` : doubleJson(value)
    default:
      return compositeJson(value)
  }
}

function compositeJson(value: Exclude<AttributeValue, string | boolean | number | bigint>): string {
  if (value === null) return '{}'
  if (value instanceof OtlpDouble) return doubleJson(value.value)
  if (value instanceof Uint8Array) return `{"bytesValue":"${encodeBase64(value)}"}`
  if (value instanceof Map) return `{"kvlistValue":{"values":${attributesJson(value)}}}`
  return `{"arrayValue":{"values":[${(value as readonly AttributeValue[]).map(anyValueJson).join(',')}]}}`
}

function doubleJson(value: number): string {
  if (!Number.isFinite(value)) return `{"doubleValue":"${value}"}`
  return `{"doubleValue":${Object.is(value, -0) ? '-0' : value}}`
}
