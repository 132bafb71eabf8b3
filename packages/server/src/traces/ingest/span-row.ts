import {
  type Attributes,
  type AttributeValue,
  attributesFromJson,
  attributesToJson,
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
  unpackAttributes,
} from '@pawl/core'
import type { Origin } from './prepared.ts'
import type { RowSlice } from './row-bytes.ts'
import { count, fieldsOfRow, list, map, milliseconds, sparseRow, text, time } from './row-text.ts'

/** Columns known once the span is derived, in the order of `stableRowText`. */
const stableColumns = [
  'project', 'trace_id', 'span_id', 'parent_span_id', 'start_time', 'duration_ns', 'name', 'kind', 'status', 'producer',
  'model', 'request_model', 'provider', 'service', 'environment', 'release', 'tool', 'prompt', 'prompt_version',
  'session_id', 'user_id', 'run_id', 'response_id', 'tags', 'metadata', 'error_type', 'error_message', 'input_tokens',
  'output_tokens', 'cache_read_tokens', 'cache_write_tokens', 'reasoning_tokens', 'total_tokens', 'cost_nusd',
  'cost_source', 'ttft_ns', 'flags', 'missing_setting', 'redactions', 'raw_start_ns', 'raw_end_ns', 'otlp',
  'trace_state', 'status_message', 'origin', 'attributes', 'events', 'links', 'content',
] as const // biome-ignore format: one list

/** Columns that depend on the flush and on the rest of the trace, in the order of `spanRowText`. */
const commitColumns = [
  'received_at',
  'version',
  'is_deleted',
  'counted_input_tokens',
  'counted_output_tokens',
  'counted_cache_read_tokens',
  'counted_cache_write_tokens',
  'counted_reasoning_tokens',
  'counted_total_tokens',
  'counted_cost_nusd',
] as const

export const spanColumns: readonly string[] = [...stableColumns, ...commitColumns]

export interface SpanRowSource {
  readonly project: string
  readonly span: OtlpSpan
  readonly canonical: CanonicalSpan
  readonly digest: SpanDigest
  readonly flags: readonly SpanFlag[]
  readonly redactions: Readonly<Record<string, number>>
  readonly origin: string
}

/** The part of a span's row that no later flush changes: its start, up to where `spanCommitText` goes on. */
export function stableRowText(source: SpanRowSource): string {
  const { span, canonical, digest } = source
  const packed = packContent(span.attributes, contentPieces(canonical))
  const redactions = Object.keys(source.redactions).length === 0 ? '' : JSON.stringify(source.redactions)
  const { tokens } = digest
  return [
    text(source.project), `"${span.traceId}"`, `"${span.spanId}"`, `"${span.parentSpanId}"`, time(digest.startNs),
    digest.durationNs, text(span.name), text(digest.kind), text(digest.status), text(canonical.producer),
    text(digest.model), text(canonical.requestModel ?? ''), text(digest.provider), text(digest.service),
    text(digest.environment), text(digest.release), text(digest.tool), text(digest.prompt), text(digest.promptVersion),
    text(digest.sessionId), text(digest.userId), text(digest.runId), text(canonical.responseId ?? ''), list(digest.tags),
    map(digest.metadata), text(canonical.error?.type ?? ''), text(digest.errorMessage), tokens.inputTokens,
    tokens.outputTokens, tokens.cacheReadTokens, tokens.cacheWriteTokens, tokens.reasoningTokens, tokens.totalTokens,
    digest.costNanoUsd, text(digest.costSource), digest.timeToFirstTokenNs, flagBits(source.flags),
    text(canonical.missingContent?.setting ?? ''), text(redactions), `"${span.startTimeUnixNano}"`, `"${span.endTimeUnixNano}"`,
    text(otlpText(span)), text(span.traceState), text(span.status.message), `"${source.origin}"`,
    text(attributesToJson(packed.attributes)), text(span.events.length === 0 ? '' : eventsToJson(span.events)),
    text(span.links.length === 0 ? '' : linksToJson(span.links)), text(packed.content),
  ].join(',') // biome-ignore format: in the order of stableColumns
}

export interface SpanKey {
  readonly project: string
  readonly traceId: string
  readonly spanId: string
  readonly startNs: bigint
}

/** What follows the stable part in a span's row; `head` is `commitHeadText` of the flush. */
export function spanCommitText(head: string, { tokens, costNanoUsd }: CountedUsage): string {
  const t = tokens
  return `${head}${count(t.inputTokens)},${count(t.outputTokens)},${count(t.cacheReadTokens)},${count(t.cacheWriteTokens)},${count(t.reasoningTokens)},${count(t.totalTokens)},${costNanoUsd}\n`
}

/** What all rows of one flush have in common. */
export function commitHeadText(commit: { readonly receivedAtMs: number; readonly version: bigint }): string {
  return `,${milliseconds(commit.receivedAtMs)},${commit.version},0,`
}

/** The columns of a stable part, as a SELECT would give them. */
export function rowOfStable(stable: RowSlice): Omit<StoredSpan, 'received_at_ms'> {
  const values = fieldsOfRow(stable.rows.textOf(stable))
  const row = Object.fromEntries(stableColumns.map((column, index) => [column, values[index]]))
  return { ...row } as unknown as Omit<StoredSpan, 'received_at_ms'>
}

/** The row that hides a span under a start time it no longer has. */
export function spanTombstoneText(key: SpanKey, commit: { receivedAtMs: number; version: bigint }): string {
  return sparseRow(spanColumns, {
    project: text(key.project),
    trace_id: `"${key.traceId}"`,
    span_id: `"${key.spanId}"`,
    start_time: time(key.startNs),
    received_at: milliseconds(commit.receivedAtMs),
    version: String(commit.version),
    is_deleted: '1',
  })
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
