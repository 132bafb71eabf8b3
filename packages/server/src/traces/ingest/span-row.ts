import {
  type Attributes,
  type AttributeValue,
  attributesFromJson,
  type CanonicalSpan,
  type CountedUsage,
  contentPieces,
  eventsFromJson,
  eventsToJson,
  linksFromJson,
  linksToJson,
  type OtlpSpan,
  packContent,
  type SpanDigest,
  type SpanFlag,
  spanFlags,
  type TokenCounts,
  tokenMeasures,
  unpackAttributes,
} from '@pawl/core'
import type { Origin } from './prepared.ts'
import { type RowBytes, RowReader, type RowSlice } from './row-bytes.ts'
import { count } from './row-text.ts'

type ColumnType = 'text' | 'fixed16' | 'fixed32' | 'uint8' | 'uint32' | 'uint64' | 'list' | 'map'

/**
 * Columns known once the span is derived, as `writeStableRow` writes them. Those that give the span back as it was sent
 * come first, so that `rowOfStable` need not read the others.
 */
const stableColumns: readonly (readonly [name: string, type: ColumnType])[] = [
  ['trace_id', 'fixed32'], ['span_id', 'fixed16'], ['parent_span_id', 'text'], ['name', 'text'],
  ['raw_start_ns', 'uint64'], ['raw_end_ns', 'uint64'], ['otlp', 'text'], ['trace_state', 'text'],
  ['status_message', 'text'], ['attributes', 'text'], ['events', 'text'], ['links', 'text'], ['content', 'text'],
  ['origin', 'fixed32'], ['redactions', 'text'],
  ['project', 'text'], ['start_time', 'uint64'], ['duration_ns', 'uint64'], ['kind', 'text'], ['status', 'text'],
  ['producer', 'text'], ['model', 'text'], ['request_model', 'text'], ['provider', 'text'], ['service', 'text'],
  ['environment', 'text'], ['release', 'text'], ['tool', 'text'], ['prompt', 'text'], ['prompt_version', 'text'],
  ['session_id', 'text'], ['user_id', 'text'], ['run_id', 'text'], ['response_id', 'text'], ['tags', 'list'],
  ['metadata', 'map'], ['error_type', 'text'], ['error_message', 'text'], ['input_tokens', 'uint64'],
  ['output_tokens', 'uint64'], ['cache_read_tokens', 'uint64'], ['cache_write_tokens', 'uint64'],
  ['reasoning_tokens', 'uint64'], ['total_tokens', 'uint64'], ['cost_nusd', 'uint64'], ['cost_source', 'text'],
  ['ttft_ns', 'uint64'], ['flags', 'uint32'], ['missing_setting', 'text'],
  ['checks', 'uint8'], ['fingerprint', 'text'],
] // biome-ignore format: one list

/** Columns that depend on the flush and on the rest of the trace, as `writeCommit` writes them. */
const commitColumns: readonly (readonly [name: string, type: ColumnType])[] = [
  ['received_at', 'uint64'],
  ['version', 'uint64'],
  ['is_deleted', 'uint8'],
  ['counted_input_tokens', 'uint64'],
  ['counted_output_tokens', 'uint64'],
  ['counted_cache_read_tokens', 'uint64'],
  ['counted_cache_write_tokens', 'uint64'],
  ['counted_reasoning_tokens', 'uint64'],
  ['counted_total_tokens', 'uint64'],
  ['counted_cost_nusd', 'uint64'],
]

const columnsOfRow = [...stableColumns, ...commitColumns]
export const spanColumns: readonly string[] = columnsOfRow.map(([name]) => name)

/** How many bytes `writeCommit` writes. */
export const COMMIT_BYTES = 2 * 8 + 1 + 7 * 8

export interface SpanRowSource {
  readonly project: string
  readonly span: OtlpSpan
  readonly canonical: CanonicalSpan
  readonly digest: SpanDigest
  readonly flags: readonly SpanFlag[]
  readonly redactions: Readonly<Record<string, number>>
  readonly origin: string
}

/** Writes the part of a span's row that no later flush changes: its start, up to where `writeCommit` goes on. */
export function writeStableRow(rows: RowBytes, source: SpanRowSource): RowSlice {
  const start = rows.length
  writeSent(rows, source)
  writeDerived(rows, source)
  return rows.sliceFrom(start)
}

function writeSent(rows: RowBytes, { span, canonical, redactions, origin }: SpanRowSource): void {
  const packed = packContent(span.attributes, contentPieces(canonical))
  rows.fixed(span.traceId)
  rows.fixed(span.spanId)
  rows.text(span.parentSpanId)
  rows.text(span.name)
  rows.bigUint64(span.startTimeUnixNano)
  rows.bigUint64(span.endTimeUnixNano)
  rows.text(otlpText(span))
  rows.text(span.traceState)
  rows.text(span.status.message)
  rows.text(packed.attributesJson)
  rows.text(span.events.length === 0 ? '' : eventsToJson(span.events))
  rows.text(span.links.length === 0 ? '' : linksToJson(span.links))
  rows.texts(packed.content)
  rows.fixed(origin)
  rows.text(Object.keys(redactions).length === 0 ? '' : JSON.stringify(redactions))
}

function writeDerived(rows: RowBytes, { project, canonical, digest, flags }: SpanRowSource): void {
  rows.text(project)
  rows.bigUint64(digest.startNs)
  rows.bigUint64(digest.durationNs)
  rows.text(digest.kind)
  rows.text(digest.status)
  rows.text(canonical.producer)
  rows.text(digest.model)
  rows.text(canonical.requestModel ?? '')
  rows.text(digest.provider)
  rows.text(digest.service)
  rows.text(digest.environment)
  rows.text(digest.release)
  rows.text(digest.tool)
  rows.text(digest.prompt)
  rows.text(digest.promptVersion)
  rows.text(digest.sessionId)
  rows.text(digest.userId)
  rows.text(digest.runId)
  rows.text(canonical.responseId ?? '')
  rows.list(digest.tags)
  rows.map(digest.metadata)
  rows.text(canonical.error?.type ?? '')
  rows.text(digest.errorMessage)
  writeTokens(rows, digest.tokens)
  rows.uint64(digest.costNanoUsd)
  rows.text(digest.costSource)
  rows.uint64(digest.timeToFirstTokenNs)
  rows.uint32(flagBits(flags))
  rows.text(canonical.missingContent?.setting ?? '')
  rows.uint8(digest.checks)
  rows.text(canonical.fingerprint ?? '')
}

function writeTokens(rows: RowBytes, tokens: TokenCounts): void {
  for (const measure of tokenMeasures) rows.uint64(count(tokens[measure]))
}

/** What a flush writes on each of its rows. */
export interface SpanCommit {
  readonly receivedAtMs: number
  readonly version: bigint
}

/** Writes what follows the stable part in a span's row. */
export function writeCommit(rows: RowBytes, commit: SpanCommit, { tokens, costNanoUsd }: CountedUsage): void {
  rows.uint64(commit.receivedAtMs)
  rows.bigUint64(commit.version)
  rows.uint8(0)
  writeTokens(rows, tokens)
  rows.uint64(count(costNanoUsd))
}

/** The columns of a stable part that give its span back, as a SELECT would give them. */
export function rowOfStable(stable: RowSlice): Omit<StoredSpan, 'received_at_ms'> {
  const row = new RowReader(stable)
  return {
    trace_id: row.fixed(32),
    span_id: row.fixed(16),
    parent_span_id: row.text(),
    name: row.text(),
    raw_start_ns: row.bigUint64().toString(),
    raw_end_ns: row.bigUint64().toString(),
    otlp: row.text(),
    trace_state: row.text(),
    status_message: row.text(),
    attributes: row.text(),
    events: row.text(),
    links: row.text(),
    content: row.text(),
    origin: row.fixed(32),
    redactions: row.text(),
  }
}

export interface SpanKey {
  readonly project: string
  readonly traceId: string
  readonly spanId: string
  readonly startNs: bigint
}

/** Writes the row that hides a span under a start time it no longer has. */
export function writeSpanTombstone(rows: RowBytes, key: SpanKey, commit: SpanCommit): void {
  for (const [name, type] of columnsOfRow) {
    if (name === 'project') rows.text(key.project)
    else if (name === 'trace_id') rows.fixed(key.traceId)
    else if (name === 'span_id') rows.fixed(key.spanId)
    else if (name === 'start_time') rows.bigUint64(key.startNs)
    else if (name === 'received_at') rows.uint64(commit.receivedAtMs)
    else if (name === 'version') rows.bigUint64(commit.version)
    else if (name === 'is_deleted') rows.uint8(1)
    else rows.zeros(EMPTY_BYTES[type])
  }
}

/** How many zeros are a column's default. */
const EMPTY_BYTES: Readonly<Record<ColumnType, number>> = {
  text: 1,
  fixed16: 16,
  fixed32: 32,
  uint8: 1,
  uint32: 4,
  uint64: 8,
  list: 1,
  map: 1,
}

function otlpText(span: OtlpSpan): string {
  return `${span.kind},${span.flags},${span.droppedAttributesCount},${span.droppedEventsCount},${span.droppedLinksCount},${span.status.code}`
}

function flagBits(flags: readonly SpanFlag[]): number {
  return flags.reduce((bits, flag) => bits | (1 << spanFlags.indexOf(flag)), 0)
}

/** The marks of a stored span. */
export function flagsOf(bits: number): SpanFlag[] {
  return spanFlags.filter((_, index) => (bits & (1 << index)) !== 0)
}

/** The columns that give a span back as it was sent. Nanoseconds come as decimal text: they pass 2^53. */
export interface StoredSpanRow {
  readonly trace_id: string
  readonly span_id: string
  readonly parent_span_id: string
  readonly name: string
  readonly raw_start_ns: string
  readonly raw_end_ns: string
  readonly otlp: string
  readonly trace_state: string
  readonly status_message: string
  readonly attributes: string
  readonly events: string
  readonly links: string
  readonly content: string
}

export interface StoredSpan extends StoredSpanRow {
  readonly origin: string
  readonly redactions: string
  readonly received_at_ms: number
}

/** The SELECT list of a StoredSpanRow. */
export const storedSpanSelect = `trace_id, span_id, parent_span_id, name, toString(raw_start_ns) AS raw_start_ns,
  toString(raw_end_ns) AS raw_end_ns, otlp, trace_state, status_message, attributes, events, links, content`

/** A stored span as it was sent, attribute for attribute. */
export function spanOfRow(row: StoredSpanRow): OtlpSpan {
  const [kind = 0, flags = 0, attributesDropped = 0, eventsDropped = 0, linksDropped = 0, code = 0] = row.otlp
    .split(',')
    .map(Number)
  return {
    traceId: row.trace_id,
    spanId: row.span_id,
    parentSpanId: row.parent_span_id,
    traceState: row.trace_state,
    flags,
    name: row.name,
    kind,
    startTimeUnixNano: BigInt(row.raw_start_ns),
    endTimeUnixNano: BigInt(row.raw_end_ns),
    attributes: unpackAttributes(attributesFromJson(row.attributes), row.content),
    droppedAttributesCount: attributesDropped,
    events: row.events === '' ? [] : eventsFromJson(row.events),
    droppedEventsCount: eventsDropped,
    links: row.links === '' ? [] : linksFromJson(row.links),
    droppedLinksCount: linksDropped,
    status: { message: row.status_message, code },
  }
}

/** A stored resource and scope as they were sent. */
export function originOfRow(
  project: string,
  row: { readonly id: string; readonly resource: string; readonly scope: string },
): Origin {
  const resource = attributesFromJson(row.resource)
  const scope = attributesFromJson(row.scope)
  const nested = (value: AttributeValue | undefined): Attributes =>
    value instanceof Map ? (value as Attributes) : new Map()
  return {
    project,
    id: row.id,
    resource: {
      attributes: nested(resource.get('attributes')),
      droppedAttributesCount: Number(resource.get('droppedAttributesCount') ?? 0),
      schemaUrl: String(resource.get('schemaUrl') ?? ''),
    },
    scope: {
      name: String(scope.get('name') ?? ''),
      version: String(scope.get('version') ?? ''),
      attributes: nested(scope.get('attributes')),
      droppedAttributesCount: Number(scope.get('droppedAttributesCount') ?? 0),
      schemaUrl: String(scope.get('schemaUrl') ?? ''),
    },
  }
}
