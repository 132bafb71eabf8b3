import {
  type Attributes,
  type AttributeValue,
  attributesFromJson,
  attributesToJson,
  type OtlpLogRecord,
} from '@pawl/core'

/** A log record as the store keeps it: lossless, and readable by a person. */
export function logRecordToText(record: OtlpLogRecord): string {
  return attributesToJson(
    new Map<string, AttributeValue>([
      ['timeUnixNano', String(record.timeUnixNano)],
      ['observedTimeUnixNano', String(record.observedTimeUnixNano)],
      ['severityNumber', record.severityNumber],
      ['severityText', record.severityText],
      ['eventName', record.eventName],
      ['body', record.body],
      ['attributes', record.attributes],
      ['droppedAttributesCount', record.droppedAttributesCount],
      ['flags', record.flags],
      ['traceId', record.traceId],
      ['spanId', record.spanId],
    ]),
  )
}

export function logRecordFromText(stored: string): OtlpLogRecord {
  const fields = attributesFromJson(stored)
  const textOf = (name: string) => String(fields.get(name) ?? '')
  const numberOf = (name: string) => Number(fields.get(name) ?? 0)
  const attributes = fields.get('attributes')
  return {
    timeUnixNano: BigInt(textOf('timeUnixNano') || '0'),
    observedTimeUnixNano: BigInt(textOf('observedTimeUnixNano') || '0'),
    severityNumber: numberOf('severityNumber'),
    severityText: textOf('severityText'),
    eventName: textOf('eventName'),
    body: fields.get('body') ?? null,
    attributes: attributes instanceof Map ? (attributes as Attributes) : new Map(),
    droppedAttributesCount: numberOf('droppedAttributesCount'),
    flags: numberOf('flags'),
    traceId: textOf('traceId'),
    spanId: textOf('spanId'),
  }
}
