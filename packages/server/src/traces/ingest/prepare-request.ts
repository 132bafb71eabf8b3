import {
  AppError,
  attributesToJson,
  type Decoded,
  decodeLogsJson,
  decodeLogsProtobuf,
  decodeTracesJson,
  deriveLogScores,
  isContentLog,
  logJoinKey,
  type OtlpLogRecord,
  type OtlpOrigin,
  type OtlpSpan,
  type Rejected,
  visitTracesProtobuf,
} from '@pawl/core'
import { sha256 } from '../../platform/hash/index.ts'
import type { IngestRequest } from '../receiver/index.ts'
import { type ContentRules, cleanLog, cleanResource, cleanScope, cleanSpan } from './clean-content.ts'
import { logRecordToText } from './log-record-text.ts'
import { prepareSpan } from './prepare-span.ts'
import type { Origin, Prepared, PreparedBlob, PreparedLog, PreparedScore, PreparedSpan } from './prepared.ts'
import { RowBytes } from './row-bytes.ts'

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
  const spans: PreparedSpan[] = []
  const scores: PreparedScore[] = []
  const blobs: PreparedBlob[] = []
  const rows = new RowBytes(request.body.byteLength)
  const { priceOverrides } = rules
  const rejected = visitTraces(request, (sentOrigin) => {
    const origin = originOf(request.project, sentOrigin, rules)
    return (sent) => {
      const { span, redactions, media } = cleanSpan(sent, rules)
      for (const blob of media) blobs.push({ ...blob, project: request.project, traceId: span.traceId })
      const derived = prepareSpan({ span, origin, logs: noLogs, redactions, receivedAtMs, priceOverrides }, rows)
      if (derived === undefined) return
      spans.push(derived.prepared)
      for (const score of derived.scores) scores.push(score)
    }
  })
  forgetPreviews(spans)
  return { rules, spans, rows, logs: [], scores, blobs, ...rejectionOf(rejected) }
}

/**
 * A trace shows the previews of its root; those of other spans would only stand in for missing ones. Where the root has
 * both they go: they are most of what waits on the heap for the store.
 */
function forgetPreviews(spans: readonly PreparedSpan[]): void {
  const shown = new Set<string>()
  for (const { traceId, digest } of spans) {
    if (digest.parentSpanId === '' && digest.inputPreview !== '' && digest.outputPreview !== '') shown.add(traceId)
  }
  for (const { traceId, digest } of spans) {
    if (digest.parentSpanId === '' || !shown.has(traceId)) continue
    digest.inputPreview = ''
    digest.outputPreview = ''
  }
}

const noLogs: readonly never[] = []

function visitTraces(request: IngestRequest, enter: (origin: OtlpOrigin) => (span: OtlpSpan) => void): Rejected {
  if (request.encoding === 'protobuf') return visitTracesProtobuf(request.body, enter)
  const decoded = decodeTracesJson(textOf(request.body))
  for (const group of decoded.groups) {
    const take = enter(group)
    for (const span of group.items) take(span)
  }
  return decoded
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
    rows: undefined,
    logs,
    scores,
    blobs,
    ...rejection,
    message: [rejection.message, warning].filter(Boolean).join(' '),
  }
}

function rejectionOf(decoded: Rejected): { readonly rejectedCount: number; readonly message: string } {
  return { rejectedCount: decoded.rejectedCount, message: decoded.rejectedReasons.join('; ') }
}

function originOf(project: string, group: OtlpOrigin, rules: ContentRules): Origin {
  const resource = cleanResource(group.resource, rules)
  const scope = cleanScope(group.scope, rules)
  const id = sha256(
    `${attributesToJson(resource.attributes)}\n${resource.schemaUrl}\n${scope.name}\n${scope.version}\n${scope.schemaUrl}\n${attributesToJson(scope.attributes)}`,
  ).slice(0, 32)
  return { project, id, resource, scope }
}
