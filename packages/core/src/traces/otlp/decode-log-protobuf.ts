import type { AttributeValue } from './attribute-value.ts'
import { readAnyValue, readKeyValue } from './decode-attributes-protobuf.ts'
import { newLogRecord, settleLogRecord } from './item-drafts.ts'
import type { OtlpLogRecord } from './otlp-model.ts'
import type { ProtobufReader } from './protobuf-reader.ts'

/** Reads the fields of a LogRecord up to the reader's limit. A string is the reason why the record cannot be kept. */
export function readLogRecord(reader: ProtobufReader): OtlpLogRecord | string {
  const record = newLogRecord()
  let attributes: Map<string, AttributeValue> | undefined
  for (let tag = reader.nextTag(); tag !== 0; tag = reader.nextTag()) {
    switch (tag) {
      case 9:
        record.timeUnixNano = reader.fixed64()
        break
      case 16:
        record.severityNumber = reader.int32()
        break
      case 26:
        record.severityText = reader.string()
        break
      case 42:
        record.body = readAnyValue(reader, 0)
        break
      case 50:
        attributes ??= new Map()
        readKeyValue(reader, attributes)
        break
      case 56:
        record.droppedAttributesCount = reader.uint32()
        break
      case 69:
        record.flags = reader.fixed32()
        break
      case 74:
        record.traceId = reader.hexId(16)
        break
      case 82:
        record.spanId = reader.hexId(8)
        break
      case 89:
        record.observedTimeUnixNano = reader.fixed64()
        break
      case 98:
        record.eventName = reader.key()
        break
      default:
        reader.skip(tag)
    }
  }
  if (attributes !== undefined) record.attributes = attributes
  return settleLogRecord(record) || record
}
