import {
  anyValueJson,
  attributesJson,
  droppedJson,
  flagsJson,
  resourceJson,
  scopeJson,
  textJson,
} from './encode-traces-json.ts'
import type { OtlpGroup, OtlpLogRecord } from './otlp-model.ts'

/** An ExportLogsServiceRequest in OTLP/JSON on one line, of which `decodeLogsJson` gives exactly the same groups again. */
export function encodeLogsJson(groups: readonly OtlpGroup<OtlpLogRecord>[]): string {
  return `{"resourceLogs":[${groups.map(resourceLogsJson).join(',')}]}`
}

function resourceLogsJson({ resource, scope, items }: OtlpGroup<OtlpLogRecord>): string {
  const scopeLogs = `{"scope":${scopeJson(scope)},"logRecords":[${items.map(logJson).join(',')}]${textJson(',"schemaUrl":', scope.schemaUrl)}}`
  return `{"resource":${resourceJson(resource)},"scopeLogs":[${scopeLogs}]${textJson(',"schemaUrl":', resource.schemaUrl)}}`
}

function logJson(record: OtlpLogRecord): string {
  const times = `{"timeUnixNano":"${record.timeUnixNano}","observedTimeUnixNano":"${record.observedTimeUnixNano}"`
  const severity = `,"severityNumber":${record.severityNumber}${textJson(',"severityText":', record.severityText)}`
  const body = record.body === null ? '' : `,"body":${anyValueJson(record.body)}`
  const attributes = `,"attributes":${attributesJson(record.attributes)}${droppedJson('Attributes', record.droppedAttributesCount)}`
  const ids = textJson(',"traceId":', record.traceId) + textJson(',"spanId":', record.spanId)
  return `${times}${severity}${body}${attributes}${flagsJson(record.flags)}${ids}${textJson(',"eventName":', record.eventName)}}`
}
