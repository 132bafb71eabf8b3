export { type Attributes, type AttributeValue, OtlpDouble } from './attribute-value.ts'
export {
  attributesFromJson,
  attributesToJson,
  attributeValueFromJson,
  attributeValueToJson,
} from './attributes-text.ts'
export { decodeBase64, encodeBase64 } from './base64.ts'
export { countMetricsJson } from './count-metrics-json.ts'
export { countMetricsProtobuf } from './count-metrics-protobuf.ts'
export { decodeLogsJson, decodeTracesJson } from './decode-request-json.ts'
export { decodeLogsProtobuf, decodeTracesProtobuf, visitTracesProtobuf } from './decode-request-protobuf.ts'
export {
  encodeLogsResponse,
  encodeMetricsResponse,
  encodeStatus,
  encodeTracesResponse,
  type OtlpEncoding,
  type PartialSuccess,
} from './encode-answers.ts'
export { encodeLogsJson } from './encode-logs-json.ts'
export { encodeTracesJson } from './encode-traces-json.ts'
export { encodeTracesProtobuf } from './encode-traces-protobuf.ts'
export { eventsFromJson, eventsToJson, linksFromJson, linksToJson } from './events-text.ts'
export type {
  Decoded,
  OtlpEvent,
  OtlpGroup,
  OtlpLink,
  OtlpLogRecord,
  OtlpOrigin,
  OtlpResource,
  OtlpScope,
  OtlpSpan,
  OtlpStatus,
  Rejected,
} from './otlp-model.ts'
