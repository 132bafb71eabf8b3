import {
  encodeLogsJson,
  encodeTracesJson,
  type OtlpGroup,
  type OtlpLogRecord,
  type OtlpSpan,
  restoreMedia,
  type TraceFilter,
} from '@pawl/core'
import { logRecordFromText } from './ingest/log-record-text.ts'
import { originOfRow, spanOfRow } from './ingest/span-row.ts'
import { listTraces } from './list-traces.ts'
import type { ReadDeps } from './read-deps.ts'
import { readBlobs } from './store/blobs.ts'
import { readHeads, readOrigins, readTraceLogs, readWholeSpans, type TraceHead } from './store/trace-spans.ts'

const PAGE = 100

/**
 * The traces of a filter, newest first, as lines of OTLP/JSON: one ExportTraceServiceRequest for each trace, then, where
 * it has log records, one ExportLogsServiceRequest. What comes out goes in again without loss. Holds one trace at a time.
 */
export async function* exportTraces(deps: ReadDeps, project: string, filter: TraceFilter): AsyncIterable<string> {
  let cursor: string | undefined
  do {
    const page = await listTraces(deps, project, {
      ...filter,
      sort: '-start',
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    })
    const heads = await readHeads(
      deps.telemetry,
      project,
      page.traces.map((trace) => trace.traceId),
    )
    for (const head of heads) yield* exportTrace(deps, project, head)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}

async function* exportTrace(deps: ReadDeps, project: string, head: TraceHead): AsyncIterable<string> {
  const { telemetry } = deps
  const rows = await readWholeSpans(telemetry, project, { head })
  const logs = await readTraceLogs(telemetry, project, head.summary.traceId)
  const originIds = [...new Set([...rows, ...logs].map((row) => row.origin))]
  const origins = new Map(
    (await readOrigins(telemetry, project, originIds)).map((row) => [row.id, originOfRow(project, row)]),
  )
  const originOf = (id: string) => origins.get(id) ?? originOfRow(project, { id, resource: '{}', scope: '{}' })
  const blobs = await readBlobs(telemetry, project, mediaIn(rows.flatMap((row) => [row.attributes, row.content])))
  const getBlob = (sha256: string) => {
    const bytes = blobs.get(sha256)
    return bytes === undefined ? undefined : new Uint8Array(Buffer.from(bytes, 'base64'))
  }
  const spans = rows.map((row) => {
    const span = spanOfRow(row)
    return { origin: row.origin, item: { ...span, attributes: restoreMedia(span.attributes, getBlob) } }
  })
  yield `${encodeTracesJson(groupByOrigin<OtlpSpan>(spans, originOf))}\n`
  if (logs.length === 0) return
  const records = logs.map((log) => ({ origin: log.origin, item: logRecordFromText(log.record) }))
  yield `${encodeLogsJson(groupByOrigin<OtlpLogRecord>(records, originOf))}\n`
}

function groupByOrigin<Item>(
  items: readonly { readonly origin: string; readonly item: Item }[],
  originOf: (id: string) => Pick<OtlpGroup<Item>, 'resource' | 'scope'>,
): readonly OtlpGroup<Item>[] {
  const groups = new Map<string, Item[]>()
  for (const { origin, item } of items) {
    const group = groups.get(origin)
    if (group === undefined) groups.set(origin, [item])
    else group.push(item)
  }
  return [...groups].map(([id, own]) => {
    const { resource, scope } = originOf(id)
    return { resource, scope, items: own }
  })
}

/** Addresses of the media that stored text refers to. */
function mediaIn(texts: readonly string[]): readonly string[] {
  const found = new Set<string>()
  for (const text of texts)
    for (const [, address] of text.matchAll(/pawl-blob:([0-9a-f]{64});/g)) found.add(address ?? '')
  return [...found]
}
