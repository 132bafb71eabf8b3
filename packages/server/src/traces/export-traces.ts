import {
  type Attributes,
  type AttributeValue,
  encodeLogsJson,
  encodeTracesJson,
  type OtlpGroup,
  type OtlpLogRecord,
  type OtlpSpan,
  restoreMedia,
  type TraceFilter,
} from '@pawl/core'
import { logRecordFromText } from './ingest/log-record-text.ts'
import { spanOfRow } from './ingest/span-row.ts'
import type { ReadDeps } from './read-deps.ts'
import { readBatchKeys, readTraceHeads, responseIdsOf } from './read-trace-batches.ts'
import { type LogsWanted, readExportedLogs, readSpansByKey, type SpanKey } from './store/export-rows.ts'
import { OriginReader } from './store/origin-reader.ts'
import type { TraceHead } from './store/trace-spans.ts'
import { blobReader, mediaBytes } from './stored-media.ts'

/** Traces whose keys are read at once, if they are small. */
const PAGE = 200
const PAGE_SPANS = 5000
/** What is held at once, in spans, in bytes of their text, in log records and in bytes of media: memory stays flat. */
const PART_SPANS = 2000
const PART_BYTES = 8 * 1024 * 1024
const PART_RECORDS = 500
const PART_MEDIA_BYTES = 8 * 1024 * 1024

/**
 * The traces of a filter, newest first, as lines of OTLP/JSON: an ExportTraceServiceRequest for each trace (several for
 * one too large to hold), and an ExportLogsServiceRequest for each that has log records. The lines go in again without
 * loss, in any order.
 */
export async function* exportTraces(deps: ReadDeps, project: string, filter: TraceFilter): AsyncIterable<string> {
  const origins = new OriginReader(deps.telemetry, project)
  for await (const page of readTraceHeads(deps, project, { filter, pageTraces: PAGE })) {
    for (const heads of batchesOf(page)) yield* exportBatch(deps, { project, origins, heads })
  }
}

function batchesOf(heads: readonly TraceHead[]): readonly (readonly TraceHead[])[] {
  const batches: TraceHead[][] = []
  let spanCount = 0
  for (const head of heads) {
    const last = batches.at(-1)
    if (last === undefined || spanCount + head.summary.spanCount > PAGE_SPANS) {
      batches.push([head])
      spanCount = 0
    } else last.push(head)
    spanCount += head.summary.spanCount
  }
  return batches
}

interface Batch {
  readonly project: string
  readonly origins: OriginReader
  readonly heads: readonly TraceHead[]
}

async function* exportBatch(deps: ReadDeps, batch: Batch): AsyncIterable<string> {
  const { keysOf, logged } = await readBatchKeys(deps, batch.project, batch.heads)
  for (const part of partsOf(keysOf.values())) yield* exportSpans(deps, batch, part)
  for (const [traceId, keys] of keysOf) {
    const own = responseIdsOf(keys).filter((id) => logged.has(`req:${id}`))
    if (logged.has(traceId) || own.length > 0) yield* exportLogs(deps, batch, { traceIds: [traceId], responseIds: own })
  }
}

/** Keys in parts that are read at once. A trace is cut only where it alone is larger than a part. */
function partsOf(traces: Iterable<readonly SpanKey[]>): readonly (readonly SpanKey[])[] {
  const parts: SpanKey[][] = []
  let part: SpanKey[] = []
  let byteCount = 0
  const isFull = (spans: number, bytes: number) =>
    part.length > 0 && (part.length + spans > PART_SPANS || byteCount + bytes > PART_BYTES)
  const add = (key: SpanKey) => {
    part.push(key)
    byteCount += key.byte_count
  }
  const close = () => {
    if (part.length > 0) parts.push(part)
    part = []
    byteCount = 0
  }
  for (const keys of traces) {
    const bytes = keys.reduce((sum, key) => sum + key.byte_count, 0)
    if (isFull(keys.length, bytes)) close()
    for (const key of keys) {
      if (isFull(1, key.byte_count)) close()
      add(key)
    }
  }
  close()
  return parts
}

async function* exportSpans(
  deps: ReadDeps,
  { project, origins }: Batch,
  keys: readonly SpanKey[],
): AsyncIterable<string> {
  const spansOf = new Map<string, Placed<OtlpSpan>[]>()
  for (const row of await readSpansByKey(deps.telemetry, project, keys)) {
    const placed = { origin: row.origin, item: spanOfRow(row) }
    const own = spansOf.get(row.trace_id)
    if (own === undefined) spansOf.set(row.trace_id, [placed])
    else own.push(placed)
  }
  for (const spans of spansOf.values()) {
    for (const part of splitByMedia(spans, (span) => mediaBytes(span.attributes))) {
      const contents = part.map(({ item }) => item.attributes)
      const getBlob = await blobReader(deps, project, contents)
      const whole = part.map(({ origin, item }) => ({
        origin,
        item: { ...item, attributes: restoreMedia(item.attributes, getBlob) },
      }))
      yield `${encodeTracesJson(await groupByOrigin<OtlpSpan>(whole, origins))}\n`
    }
  }
}

async function* exportLogs(deps: ReadDeps, batch: Batch, wanted: LogsWanted): AsyncIterable<string> {
  const { project, origins } = batch
  for (let offset = 0; ; offset += PART_RECORDS) {
    const rows = await readExportedLogs(deps.telemetry, project, { ...wanted, limit: PART_RECORDS, offset })
    const records = rows.map((row) => ({ origin: row.origin, item: logRecordFromText(row.record) }))
    for (const part of splitByMedia(records, (record) => mediaBytes(contentOf(record)))) {
      const getBlob = await blobReader(
        deps,
        project,
        part.map(({ item }) => contentOf(item)),
      )
      const whole = part.map(({ origin, item }) => ({ origin, item: restoreLog(item, getBlob) }))
      yield `${encodeLogsJson(await groupByOrigin<OtlpLogRecord>(whole, origins))}\n`
    }
    if (rows.length < PART_RECORDS) return
  }
}

const contentOf = (record: OtlpLogRecord): Attributes =>
  new Map<string, AttributeValue>([
    ['attributes', record.attributes],
    ['body', record.body],
  ])

function restoreLog(record: OtlpLogRecord, getBlob: (sha256: string) => Uint8Array | undefined): OtlpLogRecord {
  const restored = restoreMedia(contentOf(record), getBlob)
  const attributes = restored.get('attributes')
  return {
    ...record,
    body: restored.get('body') ?? null,
    attributes: attributes instanceof Map ? (attributes as Attributes) : record.attributes,
  }
}

interface Placed<Item> {
  readonly origin: string
  readonly item: Item
}

function splitByMedia<Item>(
  items: readonly Placed<Item>[],
  bytesOf: (item: Item) => number,
): readonly (readonly Placed<Item>[])[] {
  const parts: Placed<Item>[][] = []
  let byteCount = 0
  for (const placed of items) {
    const bytes = bytesOf(placed.item)
    const last = parts.at(-1)
    if (last === undefined || (bytes > 0 && byteCount + bytes > PART_MEDIA_BYTES)) {
      parts.push([placed])
      byteCount = 0
    } else last.push(placed)
    byteCount += bytes
  }
  return parts
}

async function groupByOrigin<Item>(
  items: readonly Placed<Item>[],
  origins: OriginReader,
): Promise<readonly OtlpGroup<Item>[]> {
  const groups = new Map<string, Item[]>()
  for (const { origin, item } of items) {
    const group = groups.get(origin)
    if (group === undefined) groups.set(origin, [item])
    else group.push(item)
  }
  const found = await origins.read([...groups.keys()])
  return [...groups].map(([id, own]) => {
    const { resource, scope } = found(id)
    return { resource, scope, items: own }
  })
}
