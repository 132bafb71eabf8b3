import { deriveSpan, restoreMedia, type SpanDetail, type TraceFilter, type TraceSummary } from '@pawl/core'
import { spanOfRow } from './ingest/span-row.ts'
import type { ReadDeps } from './read-deps.ts'
import { readBatchKeys, readTraceHeads, responseIdsOf } from './read-trace-batches.ts'
import { isLogOf, readLogsOf } from './span-logs.ts'
import { readSpansByKey, type SpanKey } from './store/export-rows.ts'
import { OriginReader } from './store/origin-reader.ts'
import { readHeads, type TraceHead } from './store/trace-spans.ts'
import { isoOfNs } from './store/trace-summary.ts'
import { blobReader, mediaBytes } from './stored-media.ts'

/** A span with what its content means: the part of a `SpanDetail` that needs no further reading. */
export type WholeSpan = Pick<SpanDetail, 'traceId' | 'spanId' | 'parentSpanId' | 'name' | 'startTime' | 'canonical'>

export interface WholeTrace {
  readonly traceId: string
  /** From the earliest start on. */
  readonly spans: readonly WholeSpan[]
  /** The trace is larger than what is read of one; its first spans are here. */
  readonly isCut: boolean
  /** Of all its spans, nothing counted twice. */
  readonly usage: TraceSummary['usage'] | null
  /** Null where no span has a cost. */
  readonly costUsd: number | null
}

const PAGE_TRACES = 100
/** What is read at once, and at most of one trace. */
const PART_SPANS = 2000
const PART_BYTES = 16 * 1024 * 1024
/** Media come back into the content, up to this size in a trace; larger ones stay references. */
const TRACE_MEDIA_BYTES = 4 * 1024 * 1024

type Reader = Pick<ReadDeps, 'telemetry'>

/** Whole traces by id, in no order; those that do not exist are left out. */
export async function* readWholeTraces(
  deps: Reader,
  project: string,
  traceIds: readonly string[],
): AsyncIterable<WholeTrace> {
  const origins = new OriginReader(deps.telemetry, project)
  for (let from = 0; from < traceIds.length; from += PAGE_TRACES) {
    const heads = await readHeads(deps.telemetry, project, traceIds.slice(from, from + PAGE_TRACES))
    yield* readTraces(deps, { project, origins, heads })
  }
}

/** The traces of a filter, newest first, as they are read: those that arrive meanwhile are not among them. */
export async function* findWholeTraces(
  deps: ReadDeps,
  project: string,
  filter: TraceFilter,
): AsyncIterable<WholeTrace> {
  const origins = new OriginReader(deps.telemetry, project)
  for await (const heads of readTraceHeads(deps, project, { filter, pageTraces: PAGE_TRACES })) {
    yield* readTraces(deps, { project, origins, heads })
  }
}

interface Batch {
  readonly project: string
  readonly origins: OriginReader
  readonly heads: readonly TraceHead[]
}

async function* readTraces(deps: Reader, batch: Batch): AsyncIterable<WholeTrace> {
  const { keysOf, logged } = await readBatchKeys(deps, batch.project, batch.heads)
  const summaries = new Map(batch.heads.map(({ summary }) => [summary.traceId, summary]))
  for (const part of partsOf(keysOf)) yield* readPart(deps, batch, { part, logged, summaries })
}

interface Keyed {
  readonly traceId: string
  readonly keys: readonly SpanKey[]
  readonly isCut: boolean
}

/** Traces that are read with one statement. */
function* partsOf(keysOf: ReadonlyMap<string, readonly SpanKey[]>): Iterable<readonly Keyed[]> {
  let part: Keyed[] = []
  let spans = 0
  let bytes = 0
  for (const [traceId, all] of keysOf) {
    const keys = firstOf(all)
    const ownBytes = keys.reduce((sum, key) => sum + key.byte_count, 0)
    if (part.length > 0 && (spans + keys.length > PART_SPANS || bytes + ownBytes > PART_BYTES)) {
      yield part
      part = []
      spans = 0
      bytes = 0
    }
    part.push({ traceId, keys, isCut: keys.length < all.length })
    spans += keys.length
    bytes += ownBytes
  }
  if (part.length > 0) yield part
}

function firstOf(keys: readonly SpanKey[]): readonly SpanKey[] {
  let bytes = 0
  const end = keys.findIndex((key, at) => {
    bytes += key.byte_count
    return at > 0 && (at >= PART_SPANS || bytes > PART_BYTES)
  })
  return end < 0 ? keys : keys.slice(0, end)
}

interface Part {
  readonly part: readonly Keyed[]
  readonly logged: ReadonlySet<string>
  readonly summaries: ReadonlyMap<string, TraceHead['summary']>
}

async function* readPart(
  deps: Reader,
  { project, origins }: Batch,
  { part, logged, summaries }: Part,
): AsyncIterable<WholeTrace> {
  const rows = await readSpansByKey(
    deps.telemetry,
    project,
    part.flatMap(({ keys }) => keys),
  )
  const originOf = await origins.read([...new Set(rows.map((row) => row.origin))])
  for (const { traceId, keys, isCut } of part) {
    const own = rows.filter((row) => row.trace_id === traceId)
    const found = own.map((row) => ({ row, span: spanOfRow(row) }))
    const keyOf = new Map(keys.map((key) => [key.span_id, key]))
    const contents = found.map(({ span }) => span.attributes)
    const isSmall = contents.reduce((sum, each) => sum + mediaBytes(each), 0) <= TRACE_MEDIA_BYTES
    const getBlob = isSmall ? await blobReader(deps, project, contents) : undefined
    const responseIds = responseIdsOf(keys).filter((id) => logged.has(`req:${id}`))
    const hasLogs = logged.has(traceId) || responseIds.length > 0
    const logs = hasLogs ? await readLogsOf(deps, project, { traceIds: [traceId], responseIds }) : []
    const spans = found.map(({ row, span }): WholeSpan => {
      const { resource, scope } = originOf(row.origin)
      const whole = getBlob === undefined ? span : { ...span, attributes: restoreMedia(span.attributes, getBlob) }
      const { response_id: responseId = '', start_ns: startNs = '0' } = keyOf.get(span.spanId) ?? {}
      const joined = logs.filter((log) => isLogOf(log, { spanId: span.spanId, responseId }))
      return {
        traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId,
        name: span.name,
        startTime: isoOfNs(BigInt(startNs)),
        canonical: deriveSpan({ span: whole, resource, scope, logs: joined }),
      }
    })
    const summary = summaries.get(traceId)
    const costUsd = summary?.costSource == null ? null : summary.costUsd
    yield { traceId, spans, isCut, usage: summary?.usage ?? null, costUsd }
  }
}

/** Whose these traces are, so that copies of them can be found when that person asks for deletion. */
export async function readTracePeople(
  { telemetry }: Reader,
  project: string,
  traceIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly userId: string; readonly sessionId: string }>> {
  const heads = await readHeads(telemetry, project, traceIds)
  return new Map(heads.map(({ summary: { traceId, userId, sessionId } }) => [traceId, { userId, sessionId }]))
}
