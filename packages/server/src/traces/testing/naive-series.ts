import {
  assembleSeries,
  chooseBuckets,
  durationBucket,
  emptyCell,
  quantileBucket,
  type SeriesAnswer,
  type SeriesCell,
  type SeriesQuery,
  spanChecks,
} from '@pawl/core'
import type { StoredSpanFields, StoredTraceFields } from './stored-rows.ts'

/** One row of a series: a span or a trace, with the groups it counts in. */
export interface NaiveRow {
  readonly startNs: bigint
  readonly groups: readonly string[]
  readonly isError: boolean
  readonly durationNs: number
  readonly ttftNs: number
  readonly checks: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly costNanoUsd: number
}

/** A trace's summary from all of its spans, as an ingest files it. */
export function summariseNaively(traceId: string, spans: readonly StoredSpanFields[]): StoredTraceFields {
  const ordered = [...spans].sort((a, b) =>
    a.startNs < b.startNs ? -1 : a.startNs > b.startNs ? 1 : a.spanId < b.spanId ? -1 : 1,
  )
  const [first] = ordered
  if (first === undefined) throw new TypeError('a trace has spans')
  const endNs = ordered.map((span) => span.startNs + BigInt(span.durationNs)).reduce((a, b) => (a > b ? a : b))
  const all = (of: (span: StoredSpanFields) => string) => [...new Set(ordered.map(of).filter((value) => value !== ''))]
  const sum = (of: (span: StoredSpanFields) => number) => ordered.reduce((total, span) => total + of(span), 0)
  return {
    traceId,
    startNs: first.startNs,
    durationNs: Number(endNs - first.startNs),
    name: first.name,
    status: ordered.some((span) => span.status === 'error') ? 'error' : 'ok',
    kinds: all((span) => span.kind),
    models: all((span) => span.model),
    providers: all((span) => span.provider),
    tools: all((span) => span.tool),
    services: all((span) => span.service),
    prompts: [
      ...all((span) => span.prompt),
      ...all((span) => (span.promptVersion === '' ? '' : `${span.prompt}@${span.promptVersion}`)),
    ],
    tags: [...new Set(ordered.flatMap((span) => span.tags))],
    environment: first.environment,
    release: first.release,
    userId: first.userId,
    runId: first.runId,
    inputTokens: sum((span) => span.inputTokens),
    outputTokens: sum((span) => span.outputTokens),
    costNanoUsd: sum((span) => span.costNanoUsd),
    ttftNs: first.ttftNs,
    checks: ordered.reduce((bits, span) => bits | span.checks, 0),
  }
}

const orNone = (values: readonly string[]): readonly string[] => (values.length === 0 ? [''] : values)

function spanRow(span: StoredSpanFields, { groupBy }: SeriesQuery): NaiveRow {
  const groups: Readonly<Record<string, readonly string[]>> = {
    model: [span.model],
    provider: [span.provider],
    kind: [span.kind],
    name: [span.name],
    status: [span.status],
    environment: [span.environment],
    service: [span.service],
    release: [span.release],
    prompt: [span.promptVersion === '' ? span.prompt : `${span.prompt}@${span.promptVersion}`],
    tool: [span.tool],
    user: [span.userId],
    tag: orNone(span.tags),
    score: [],
  }
  return { ...span, isError: span.status === 'error', groups: groupBy === undefined ? [''] : (groups[groupBy] ?? []) }
}

function traceRow(trace: StoredTraceFields, { groupBy }: SeriesQuery): NaiveRow {
  const { prompts } = trace
  const groups: Readonly<Record<string, readonly string[]>> = {
    model: orNone(trace.models),
    provider: orNone(trace.providers),
    kind: orNone(trace.kinds),
    name: [trace.name],
    status: [trace.status],
    environment: [trace.environment],
    service: orNone(trace.services),
    release: [trace.release],
    prompt: orNone(prompts.filter((name) => !prompts.some((other) => other.startsWith(`${name}@`)))),
    tool: orNone(trace.tools),
    user: [trace.userId],
    tag: orNone(trace.tags),
    score: [],
  }
  return { ...trace, isError: trace.status === 'error', groups: groupBy === undefined ? [''] : (groups[groupBy] ?? []) }
}

const holds = (wanted: readonly string[] | undefined, values: readonly string[]): boolean =>
  wanted === undefined || values.some((value) => wanted.includes(value))

function keepsSpan(span: StoredSpanFields, query: SeriesQuery): boolean {
  return (
    (query.runs === 'include' || span.runId === '') &&
    holds(query.model, [span.model]) &&
    holds(query.environment, [span.environment]) &&
    holds(query.status, [span.status === 'error' ? 'error' : 'ok']) &&
    holds(query.user, [span.userId])
  )
}

function keepsTrace(trace: StoredTraceFields, query: SeriesQuery): boolean {
  return (
    (query.runs === 'include' || trace.runId === '') &&
    holds(query.model, trace.models) &&
    holds(query.environment, [trace.environment]) &&
    holds(query.status, [trace.status === 'error' ? 'error' : 'ok']) &&
    holds(query.user, [trace.userId])
  )
}

function cellOf(rows: readonly NaiveRow[]): SeriesCell {
  const sum = (of: (row: NaiveRow) => number) => rows.reduce((total, row) => total + of(row), 0)
  const quantiles = (durations: readonly number[], levels: readonly number[]) => {
    const counts = new Map<number, number>()
    for (const duration of durations)
      counts.set(durationBucket(duration), (counts.get(durationBucket(duration)) ?? 0) + 1)
    return durations.length === 0 ? [] : levels.map((level) => quantileBucket(counts, level) ?? 0)
  }
  return {
    ...emptyCell,
    count: rows.length,
    errorCount: rows.filter((row) => row.isError).length,
    inputTokens: sum((row) => row.inputTokens),
    outputTokens: sum((row) => row.outputTokens),
    totalTokens: sum((row) => row.inputTokens + row.outputTokens),
    costNanoUsd: sum((row) => row.costNanoUsd),
    checkCounts: spanChecks.map((_, bit) => rows.filter(({ checks }) => (checks & (1 << bit)) !== 0).length),
    latencyBuckets: quantiles(
      rows.map((row) => row.durationNs),
      [0.5, 0.95, 0.99],
    ),
    ttftBuckets: quantiles(
      rows.map((row) => row.ttftNs).filter((ns) => ns > 0),
      [0.5, 0.95],
    ),
  }
}

export interface NaiveRequest {
  readonly query: SeriesQuery & { readonly from: string; readonly to: string }
  /** Every span there is, once. */
  readonly spans: readonly StoredSpanFields[]
  /** Every trace there is, once. */
  readonly traces: readonly StoredTraceFields[]
}

/** What counts, for filters by model, environment, status and user. */
export function naiveRows({ query, spans, traces }: NaiveRequest): readonly NaiveRow[] {
  const fromNs = BigInt(Date.parse(query.from)) * 1_000_000n
  const toNs = BigInt(Date.parse(query.to)) * 1_000_000n
  const all =
    query.of === 'spans'
      ? spans.filter((span) => keepsSpan(span, query)).map((span) => spanRow(span, query))
      : traces.filter((trace) => keepsTrace(trace, query)).map((trace) => traceRow(trace, query))
  return all.filter((row) => row.startNs >= fromNs && row.startNs < toNs)
}

/** The series by going through everything. */
export function naiveSeries(request: NaiveRequest): SeriesAnswer {
  const { query } = request
  const rows = naiveRows(request)
  const range = { fromMs: Date.parse(query.from), toMs: Date.parse(query.to) }
  const buckets = chooseBuckets({ ...range, timeZone: query.timeZone })
  const bucketIndex = (row: NaiveRow) => buckets.startsMs.findLastIndex((ms) => BigInt(ms) * 1_000_000n <= row.startNs)
  const names = query.groupBy === undefined ? [''] : [...new Set(rows.flatMap((row) => row.groups))]
  const groups = names
    .map((group) => {
      const own = rows.filter((row) => row.groups.includes(group))
      const indexes = [...new Set(own.map(bucketIndex))]
      const cells = new Map(indexes.map((index) => [index, cellOf(own.filter((row) => bucketIndex(row) === index))]))
      return { group, cells, overall: cellOf(own) }
    })
    .sort((a, b) => b.overall.count - a.overall.count || (a.group < b.group ? -1 : 1))
  return assembleSeries({ ...buckets, measures: query.measure, groups })
}
