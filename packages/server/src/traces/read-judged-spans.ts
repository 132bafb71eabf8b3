import { AppError, deriveSpan, type SpanDetail, type TraceFilter } from '@pawl/core'
import { spanOfRow } from './ingest/span-row.ts'
import type { ReadDeps } from './read-deps.ts'
import { isLogOf, readLogsOf } from './span-logs.ts'
import { readLogged } from './store/export-rows.ts'
import { type ChangedWithin, type JudgedSpanRow, readMatchingRows, readRootRows } from './store/judged-spans.ts'
import { OriginReader } from './store/origin-reader.ts'
import type { TraceHead } from './store/trace-spans.ts'
import { isoOfNs } from './store/trace-summary.ts'

/** What of a span an evaluator may look at. */
export type JudgedSpan = Pick<
  SpanDetail,
  'traceId' | 'spanId' | 'parentSpanId' | 'name' | 'startTime' | 'durationMs' | 'canonical'
>

type Reader = Pick<ReadDeps, 'telemetry'>

export interface RootsWanted {
  readonly heads: readonly TraceHead[]
  /** When these traces last changed, where that is known. */
  readonly within: ChangedWithin | null
}

/** The roots of traces, in no order; a trace that has none is left out. */
export const readRootSpans = (deps: Reader, project: string, { heads, within }: RootsWanted): Promise<JudgedSpan[]> =>
  inParts(heads, async (some) => {
    const rows = await readRootRows(deps.telemetry, project, { heads: some, within })
    return await deriveAll(deps, project, rows)
  })

/** The spans of these traces that fit a filter, by their start. */
export const readMatchingSpans = (
  deps: Reader,
  project: string,
  { heads, filter }: { readonly heads: readonly TraceHead[]; readonly filter: TraceFilter },
): Promise<JudgedSpan[]> =>
  inParts(heads, async (some) => {
    const rows = await readMatchingRows(deps.telemetry, project, { heads: some, filter })
    return await deriveAll(deps, project, rows)
  })

/** Reads what is too large to be read at once in halves. A trace that is too large by itself is left out. */
async function inParts(
  heads: readonly TraceHead[],
  read: (heads: readonly TraceHead[]) => Promise<JudgedSpan[]>,
): Promise<JudgedSpan[]> {
  try {
    return heads.length === 0 ? [] : await read(heads)
  } catch (error) {
    if (!AppError.isInstance(error) || error.code !== 'query_too_expensive') throw error
    if (heads.length === 1) return []
    const middle = heads.length >> 1
    return [...(await inParts(heads.slice(0, middle), read)), ...(await inParts(heads.slice(middle), read))]
  }
}

/** So many are derived in one turn of the event loop, which others wait for. */
const spansPerTurn = 20

async function deriveAll(deps: Reader, project: string, rows: readonly JudgedSpanRow[]): Promise<JudgedSpan[]> {
  const originOf = await new OriginReader(deps.telemetry, project).read([...new Set(rows.map(({ origin }) => origin))])
  const derived: JudgedSpan[] = []
  for (const [index, row] of rows.entries()) {
    if (index % spansPerTurn === spansPerTurn - 1) await new Promise((resolve) => setImmediate(resolve))
    const { resource, scope } = originOf(row.origin)
    derived.push(judgedSpan(row, deriveSpan({ span: spanOfRow(row), resource, scope, logs: [] })))
  }
  return await joinLogs(deps, project, { rows, derived, originOf })
}

interface Derived {
  readonly rows: readonly JudgedSpanRow[]
  readonly derived: JudgedSpan[]
  readonly originOf: Awaited<ReturnType<OriginReader['read']>>
}

/** Producers that send content as log records: what these say is part of the span. */
async function joinLogs(deps: Reader, project: string, { rows, derived, originOf }: Derived): Promise<JudgedSpan[]> {
  const traceIds = [...new Set(derived.map(({ traceId }) => traceId))]
  const responseIds = derived.flatMap(({ canonical }) => canonical.responseId ?? [])
  if (traceIds.length === 0) return derived
  const logged = await readLogged(deps.telemetry, project, { traceIds, responseIds })
  if (logged.size === 0) return derived
  const joined: JudgedSpan[] = []
  for (const [index, row] of rows.entries()) {
    const span = derived[index]
    if (span === undefined) continue
    const responseId = span.canonical.responseId ?? ''
    const hasLogs = logged.has(span.traceId) || logged.has(`req:${responseId}`)
    if (!hasLogs) {
      joined.push(span)
      continue
    }
    const ids = responseId === '' ? [] : [responseId]
    const logs = await readLogsOf(deps, project, { traceIds: [span.traceId], responseIds: ids })
    const own = logs.filter((log) => isLogOf(log, { spanId: span.spanId, responseId }))
    joined.push(judgedSpan(row, deriveSpan({ span: spanOfRow(row), ...originOf(row.origin), logs: own })))
  }
  return joined
}

const judgedSpan = (row: JudgedSpanRow, canonical: SpanDetail['canonical']): JudgedSpan => ({
  traceId: row.trace_id,
  spanId: row.span_id,
  parentSpanId: row.parent_span_id,
  name: row.name,
  startTime: isoOfNs(BigInt(row.start_ns)),
  durationMs: row.duration_ns / 1e6,
  canonical,
})
