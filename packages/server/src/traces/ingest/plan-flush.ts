import {
  type AttributeValue,
  attributesToJson,
  type CountedUsage,
  countUsage,
  noTokens,
  type SpanDigest,
  summariseTrace,
  tokenMeasures,
} from '@pawl/core'
import type { TelemetryInsert } from '../../platform/telemetry/index.ts'
import { noStrays, type Recount, type WritePlan } from './ingest-store.ts'
import { logRecordToText } from './log-record-text.ts'
import type { Origin, PreparedBlob, PreparedLog, PreparedScore, PreparedSpan } from './prepared.ts'
import { RowBytes } from './row-bytes.ts'
import { milliseconds, text, time } from './row-text.ts'
import { scoreColumns, scoreRowText } from './score-row.ts'
import { COMMIT_BYTES, spanColumns, writeCommit, writeSpanTombstone } from './span-row.ts'
import type { TraceState } from './trace-cache.ts'
import { traceColumns, traceRowText, traceTombstoneText } from './trace-row.ts'

/** One trace with the spans that arrived for it; the last of equal ids has won already. */
export interface TouchedTrace {
  readonly state: TraceState
  readonly incoming: ReadonlyMap<string, PreparedSpan>
}

export interface Flush {
  readonly version: bigint
  readonly receivedAtMs: number
  readonly traces: readonly TouchedTrace[]
  readonly logs: readonly PreparedLog[]
  readonly scores: readonly PreparedScore[]
  readonly blobs: readonly PreparedBlob[]
  /** Resources and scopes that were not stored before. */
  readonly origins: readonly Origin[]
}

/**
 * Turns a flush into inserts and brings the traces' states up to date. A span whose start moved leaves a tombstone under
 * its old key in the same insert; a trace likewise.
 */
export function planFlush(flush: Flush): WritePlan {
  const spanRows = new RowBytes(spanBytes(flush.traces))
  const traceRows: string[] = []
  const recounts: Recount[] = []
  for (const touched of flush.traces) planTrace(touched, flush, { spanRows, traceRows, recounts })
  const { version, receivedAtMs } = flush
  const inserts: readonly TelemetryInsert[] = [
    tableRows(
      'origins',
      originColumns,
      flush.origins.map((origin) => originRowText(origin, flush.version)),
    ),
    tableRows(
      'blobs',
      blobColumns,
      flush.blobs.map((blob) => blobRowText(blob, flush.version)),
    ),
    tableRows(
      'blob_references',
      referenceColumns,
      flush.blobs.map((blob) => referenceRowText(blob, flush.version)),
    ),
    tableRows(
      'log_records',
      logColumns,
      flush.logs.map((log) => logRowText(log, flush)),
    ),
    { table: 'spans', columns: spanColumns, format: 'RowBinary', rows: spanRows.take() },
    tableRows(
      'scores',
      scoreColumns,
      flush.scores.map((score) => scoreRowText(score, flush)),
    ),
  ]
  return {
    spans: { version, receivedAtMs, recounts, inserts: inserts.filter((insert) => insert.rows.byteLength > 0) },
    traces: { version, inserts: [tableRows('traces', traceColumns, traceRows)] },
  }
}

interface PlannedRows {
  readonly spanRows: RowBytes
  readonly traceRows: string[]
  readonly recounts: Recount[]
}

function spanBytes(traces: readonly TouchedTrace[]): number {
  let bytes = 0
  for (const { incoming } of traces) {
    for (const { stable } of incoming.values()) bytes += stable.end - stable.start + COMMIT_BYTES
  }
  return bytes
}

function planTrace(touched: TouchedTrace, flush: Flush, rows: PlannedRows): void {
  const { state, incoming } = touched
  const { project, traceId } = state
  for (const [spanId, prepared] of incoming) {
    const old = state.spans.get(spanId)
    if (old !== undefined && old.startNs !== prepared.digest.startNs) {
      writeSpanTombstone(rows.spanRows, { project, traceId, spanId, startNs: old.startNs }, flush)
    }
    state.spans.set(spanId, prepared.digest)
  }
  const { strays } = state
  state.strays = noStrays
  for (const stray of strays.spans) writeSpanTombstone(rows.spanRows, { project, traceId, ...stray }, flush)
  const spans = [...state.spans.values()]
  recountTrace(touched, spans, rows.recounts)
  for (const [spanId, { stable }] of incoming) {
    rows.spanRows.appendSlice(stable)
    writeCommit(rows.spanRows, flush, state.counted.get(spanId) ?? nothing)
  }
  const summary = summariseTrace(spans, state.counted)
  const traceCommit = { project, traceId, receivedAtMs: flush.receivedAtMs, version: flush.version }
  const filed = state.filedStartNs === undefined ? [] : [state.filedStartNs]
  for (const startNs of [...filed, ...strays.filedStartsNs]) {
    if (startNs !== summary.startNs) rows.traceRows.push(traceTombstoneText(traceCommit, startNs))
  }
  state.filedStartNs = summary.startNs
  rows.traceRows.push(traceRowText(summary, traceCommit))
}

const nothing: CountedUsage = { tokens: noTokens, costNanoUsd: 0 }

/** Counts the trace's usage anew; spans stored earlier whose share changed are written again. */
function recountTrace({ state, incoming }: TouchedTrace, spans: readonly SpanDigest[], recounts: Recount[]): void {
  const before = state.counted
  const hasUsage = spans.some((span) => span.costSource !== '' || span.tokens !== noTokens)
  if (!hasUsage && before.size === 0) return
  state.counted = countUsage(spans)
  if (incoming.size === spans.length) return
  for (const { spanId, startNs } of spans) {
    const share = state.counted.get(spanId) ?? nothing
    if (incoming.has(spanId) || sameCount(share, before.get(spanId) ?? nothing)) continue
    const { project, traceId } = state
    recounts.push({ project, traceId, spanId, startNs, counted: countedColumns(share) })
  }
}

function sameCount(a: CountedUsage, b: CountedUsage): boolean {
  return a.costNanoUsd === b.costNanoUsd && tokenMeasures.every((measure) => a.tokens[measure] === b.tokens[measure])
}

function countedColumns({ tokens, costNanoUsd }: CountedUsage): Record<string, number> {
  return {
    counted_input_tokens: tokens.inputTokens,
    counted_output_tokens: tokens.outputTokens,
    counted_cache_read_tokens: tokens.cacheReadTokens,
    counted_cache_write_tokens: tokens.cacheWriteTokens,
    counted_reasoning_tokens: tokens.reasoningTokens,
    counted_total_tokens: tokens.totalTokens,
    counted_cost_nusd: costNanoUsd,
  }
}

function tableRows(table: string, columns: readonly string[], rows: readonly string[]): TelemetryInsert {
  return { table, columns, format: 'CSV', rows: new Uint8Array(Buffer.from(rows.join(''))) }
}

const originColumns = ['project', 'id', 'version', 'resource', 'scope']
const blobColumns = ['project', 'sha256', 'mime_type', 'bytes', 'version']
const referenceColumns = ['project', 'sha256', 'trace_id', 'version', 'is_deleted']
const logColumns = [
  'project',
  'trace_id',
  'span_id',
  'join_key',
  'time',
  'received_at',
  'version',
  'is_deleted',
  'id',
  'event_name',
  'severity',
  'record',
  'origin',
]

function originRowText(origin: Origin, version: bigint): string {
  const { resource, scope } = origin
  const storedResource = attributesToJson(
    new Map<string, AttributeValue>([
      ['attributes', resource.attributes],
      ['droppedAttributesCount', resource.droppedAttributesCount],
      ['schemaUrl', resource.schemaUrl],
    ]),
  )
  const storedScope = attributesToJson(
    new Map<string, AttributeValue>([
      ['name', scope.name],
      ['version', scope.version],
      ['attributes', scope.attributes],
      ['droppedAttributesCount', scope.droppedAttributesCount],
      ['schemaUrl', scope.schemaUrl],
    ]),
  )
  return `${text(origin.project)},"${origin.id}",${version},${text(storedResource)},${text(storedScope)}\n`
}

function blobRowText(blob: PreparedBlob, version: bigint): string {
  return `${text(blob.project)},"${blob.sha256}",${text(blob.mimeType)},"${Buffer.from(blob.bytes).toString('base64')}",${version}\n`
}

function referenceRowText(blob: PreparedBlob, version: bigint): string {
  return `${text(blob.project)},"${blob.sha256}","${blob.traceId}",${version},0\n`
}

function logRowText(log: PreparedLog, flush: Flush): string {
  const { record } = log
  const sent = record.timeUnixNano > 0n ? record.timeUnixNano : record.observedTimeUnixNano
  const filed = sent > 0n && sent < 9_000_000_000_000_000_000n ? sent : BigInt(flush.receivedAtMs) * 1_000_000n
  const eventName = record.eventName || String(record.attributes.get('event.name') ?? '')
  return `${text(log.project)},"${record.traceId}","${record.spanId}",${text(log.joinKey)},${time(filed)},${milliseconds(flush.receivedAtMs)},${flush.version},0,"${log.id}",${text(eventName)},${text(record.severityText)},${text(logRecordToText(record))},"${log.origin.id}"\n`
}
