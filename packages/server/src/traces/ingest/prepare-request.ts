import {
  AppError,
  attributesToJson,
  type Decoded,
  decodeLogsJson,
  decodeLogsProtobuf,
  decodeTracesJson,
  decodeTracesProtobuf,
  deriveLogScores,
  isContentLog,
  logJoinKey,
  type OtlpGroup,
  type OtlpLogRecord,
  type OtlpSpan,
} from '@pawl/core'
import type { IngestRequest } from '../receiver/index.ts'
import { type ContentRules, cleanLog, cleanResource, cleanScope, cleanSpan } from './clean-content.ts'
import { logRecordToText } from './log-record-text.ts'
import { prepareSpan } from './prepare-span.ts'
import type { Origin, Prepared, PreparedBlob, PreparedLog, PreparedScore, PreparedSpan } from './prepared.ts'
import { RowBytes } from './row-bytes.ts'
import { sha256 } from './sha256.ts'

/** Decodes one request and makes everything in it ready to commit. Throws AppError `bad_request` for a body that is not OTLP. */
export function prepareRequest(request: IngestRequest, rules: ContentRules, receivedAtMs: number): Prepared {
  return request.signal === 'traces' ? prepareTraces(request, rules, receivedAtMs) : prepareLogs(request, rules)
}

function textOf(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch (error) {
    throw new AppError('bad_request', 'The JSON body is not valid UTF-8.', { cause: error })
  }
}

function prepareTraces(request: IngestRequest, rules: ContentRules, receivedAtMs: number): Prepared {
  const decoded: Decoded<OtlpSpan> =
    request.encoding === 'protobuf' ? decodeTracesProtobuf(request.body) : decodeTracesJson(textOf(request.body))
  const spans: PreparedSpan[] = []
  const scores: PreparedScore[] = []
  const blobs: PreparedBlob[] = []
  const rows = new RowBytes(request.body.byteLength)
  for (const group of decoded.groups) {
    const origin = originOf(request.project, group, rules)
    for (const sent of group.items) {
      const { span, redactions, media } = cleanSpan(sent, rules)
      for (const blob of media) blobs.push({ ...blob, project: request.project, traceId: span.traceId })
      const { priceOverrides } = rules
      const derived = prepareSpan({ span, origin, logs: [], redactions, receivedAtMs, priceOverrides }, rows)
      if (derived === undefined) continue
      spans.push(derived.prepared)
      scores.push(...derived.scores)
    }
  }
  return { rules, spans, logs: [], scores, blobs, ...rejectionOf(decoded) }
}

function prepareLogs(request: IngestRequest, rules: ContentRules): Prepared {
  const decoded: Decoded<OtlpLogRecord> =
    request.encoding === 'protobuf' ? decodeLogsProtobuf(request.body) : decodeLogsJson(textOf(request.body))
  const logs: PreparedLog[] = []
  const scores: PreparedScore[] = []
  const blobs: PreparedBlob[] = []
  let strangers = 0
  for (const group of decoded.groups) {
    const origin = originOf(request.project, group, rules)
    for (const sent of group.items) {
      const join = logJoinKey(sent)
      if (sent.traceId === '' && join === undefined) {
        strangers++
        continue
      }
      const { record, media } = cleanLog(sent, rules)
      for (const blob of media) blobs.push({ ...blob, project: request.project, traceId: record.traceId })
      const joinKey = join !== undefined && 'requestId' in join ? `req:${join.requestId}` : ''
      const id = sha256(logRecordToText(record)).slice(0, 32)
      logs.push({ project: request.project, record, origin, id, joinKey, joinsSpan: isContentLog(record) })
      for (const [index, score] of deriveLogScores(record).entries()) {
        const traceId = score.targetTraceId ?? record.traceId
        const spanId = score.targetSpanId ?? (score.target === 'span' ? record.spanId : '')
        scores.push({ project: request.project, traceId, spanId, sessionId: '', score, index })
      }
    }
  }
  const rejection = rejectionOf(decoded)
  const warning =
    strangers === 0
      ? ''
      : `${strangers} log records belong to no trace and were not stored: Pawl keeps the logs of spans.`
  return {
    rules,
    spans: [],
    logs,
    scores,
    blobs,
    ...rejection,
    message: [rejection.message, warning].filter(Boolean).join(' '),
  }
}

function rejectionOf(decoded: Decoded<unknown>): { readonly rejectedCount: number; readonly message: string } {
  return { rejectedCount: decoded.rejectedCount, message: decoded.rejectedReasons.join('; ') }
}

function originOf<Item>(project: string, group: OtlpGroup<Item>, rules: ContentRules): Origin {
  const resource = cleanResource(group.resource, rules)
  const scope = cleanScope(group.scope, rules)
  const id = sha256(
    `${attributesToJson(resource.attributes)}\n${resource.schemaUrl}\n${scope.name}\n${scope.version}\n${scope.schemaUrl}\n${attributesToJson(scope.attributes)}`,
  ).slice(0, 32)
  return { project, id, resource, scope }
}
