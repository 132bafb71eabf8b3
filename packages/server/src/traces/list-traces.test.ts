import {
  AppError,
  type TraceListQuery,
  type TraceSort,
  type TraceSummary,
  traceListQuerySchema,
  traceSorts,
} from '@pawl/core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql, type TelemetryStore } from '../platform/telemetry/index.ts'
import { listTraces } from './list-traces.ts'
import { insertRows } from './testing/stored-rows.ts'
import { openTemporaryTelemetry } from './testing/temporary-telemetry.ts'

let telemetry: TelemetryStore & AsyncDisposable
let projectCount = 0

beforeAll(async () => {
  telemetry = await openTemporaryTelemetry()
  // Every version must stay in a part of its own for as long as the test runs.
  await telemetry.command(sql`SYSTEM STOP MERGES`, { kind: 'background' })
})
afterAll(() => telemetry[Symbol.asyncDispose]())

const nowMs = Date.UTC(2026, 4, 20, 12)
const hourMs = 3_600_000
const deps = () => ({ telemetry, now: () => new Date(nowMs) })

/** A trace as a sender sees it. Each text is the content of one span. */
interface SentTrace {
  readonly id: number
  readonly hoursAgo: number
  readonly durationMs: number
  readonly tokens: number
  readonly status: 'ok' | 'error' | 'unset'
  readonly environment: string
  readonly user: string
  readonly models: readonly string[]
  readonly tags: readonly string[]
  readonly tenant: string
  readonly texts: readonly string[]
  readonly score: number | null
}

const startNs = (trace: SentTrace): bigint => BigInt(nowMs - trace.hoursAgo * hourMs) * 1_000_000n
const spanStartNs = (trace: SentTrace, index: number): bigint =>
  startNs(trace) + (BigInt(trace.durationMs) * 1_000_000n * BigInt(index)) / 4n
const traceIdOf = (id: number): string => id.toString(16).padStart(32, '0')
const seconds = (ns: bigint): string => `${ns / 1_000_000_000n}.${(ns % 1_000_000_000n).toString().padStart(9, '0')}`

const traceColumns = [
  'project', 'trace_id', 'start_time', 'end_time', 'version', 'is_deleted', 'duration_ns', 'total_tokens', 'cost_nusd',
  'status', 'environment', 'user_id', 'models', 'tags', 'metadata', 'name', 'root_kind', 'span_count',
] // biome-ignore format: a row below has the same order
const spanColumns = ['project', 'trace_id', 'span_id', 'start_time', 'version', 'is_deleted', 'content']
const scoreColumns = [
  'project',
  'id',
  'trace_id',
  'name',
  'value',
  'target',
  'outcome',
  'source',
  'version',
  'is_deleted',
]

/** Writes what one flush of the ingest writes: new rows, and a deleted one under each key that something has left. */
async function flush(project: string, step: { before: Map<number, SentTrace>; sent: SentTrace[]; version: number }) {
  const { before, sent, version } = step
  const traces: unknown[][] = []
  const spans: unknown[][] = []
  const scores: unknown[][] = []
  for (const trace of sent) {
    const old = before.get(trace.id)
    if (old !== undefined) {
      if (old.hoursAgo !== trace.hoursAgo) traces.push(traceRow(project, old, { version, isDeleted: 1 }))
      old.texts.forEach((_, index) => {
        const isGone = spanStartNs(old, index) !== spanStartNs(trace, index) || index >= trace.texts.length
        if (isGone) spans.push(spanRow(project, { trace: old, index, version, isDeleted: 1 }))
      })
    }
    traces.push(traceRow(project, trace, { version, isDeleted: 0 }))
    for (const index of trace.texts.keys()) spans.push(spanRow(project, { trace, index, version, isDeleted: 0 }))
    const id = traceIdOf(trace.id)
    scores.push([
      project,
      id,
      id,
      'quality',
      trace.score,
      'trace',
      'unknown',
      'code',
      version,
      trace.score === null ? 1 : 0,
    ])
    before.set(trace.id, trace)
  }
  await insertRows(telemetry, { table: 'spans', columns: spanColumns, rows: spans })
  await insertRows(telemetry, { table: 'traces', columns: traceColumns, rows: traces })
  await insertRows(telemetry, { table: 'scores', columns: scoreColumns, rows: scores })
}

function traceRow(project: string, trace: SentTrace, row: { version: number; isDeleted: number }): unknown[] {
  const start = startNs(trace)
  const end = start + BigInt(trace.durationMs) * 1_000_000n
  return [
    project, traceIdOf(trace.id), seconds(start), seconds(end), row.version, row.isDeleted, trace.durationMs * 1e6,
    trace.tokens, trace.tokens * 1000, trace.status, trace.environment, trace.user, trace.models, trace.tags,
    { tenant: trace.tenant }, 'run', 'agent', trace.texts.length,
  ] // biome-ignore format: in the order of the columns
}

function spanRow(
  project: string,
  row: { trace: SentTrace; index: number; version: number; isDeleted: number },
): unknown[] {
  const { trace, index, version, isDeleted } = row
  const spanId = `${trace.id}${index}`.padStart(16, '0')
  return [
    project,
    traceIdOf(trace.id),
    spanId,
    seconds(spanStartNs(trace, index)),
    version,
    isDeleted,
    trace.texts[index],
  ]
}

type Query = Omit<TraceListQuery, 'cursor'>

/** The list as anybody would write it who had all traces in an array. */
function expectedIds(traces: readonly SentTrace[], query: Query): string[] {
  const fits = (trace: SentTrace) =>
    (query.status === undefined || query.status.includes(trace.status === 'error' ? 'error' : 'ok')) &&
    (query.environment === undefined || query.environment.includes(trace.environment)) &&
    (query.user === undefined || query.user.includes(trace.user)) &&
    (query.model === undefined || query.model.some((model) => trace.models.includes(model))) &&
    (query.tag === undefined || query.tag.some((tag) => trace.tags.includes(tag))) &&
    (query.metadata === undefined || query.metadata.some((each) => each === `tenant=${trace.tenant}`)) &&
    (query.minTokens === undefined || trace.tokens >= query.minTokens) &&
    (query.maxDurationMs === undefined || trace.durationMs <= query.maxDurationMs) &&
    (query.score === undefined || (trace.score !== null && trace.score >= 0.5)) &&
    (query.q === undefined || trace.texts.some((text) => text.split(' ').includes(query.q ?? ''))) &&
    (query.from === undefined || nowMs - trace.hoursAgo * hourMs >= Date.parse(query.from)) &&
    (query.to === undefined || nowMs - trace.hoursAgo * hourMs < Date.parse(query.to))
  const figure = { start: (trace: SentTrace) => -trace.hoursAgo, duration: (trace: SentTrace) => trace.durationMs }
  const isFalling = query.sort.startsWith('-')
  const name = query.sort.replace('-', '')
  const sortValueOf = name === 'start' || name === 'duration' ? figure[name] : (trace: SentTrace) => trace.tokens
  const side = isFalling ? -1 : 1
  const rest = name === 'start' ? side : -1
  return traces
    .filter(fits)
    .sort(
      (a, b) =>
        side * (sortValueOf(a) - sortValueOf(b)) ||
        rest * (b.hoursAgo - a.hoursAgo) ||
        rest * (traceIdOf(a.id) < traceIdOf(b.id) ? -1 : 1),
    )
    .map((trace) => traceIdOf(trace.id))
}

async function readAllPages(project: string, query: Query): Promise<TraceSummary[]> {
  const all: TraceSummary[] = []
  for (let cursor: string | undefined, isMore = true; isMore; ) {
    const page = await listTraces(deps(), project, { ...query, ...(cursor === undefined ? {} : { cursor }) })
    expect(page.traces.length).toBeLessThanOrEqual(query.limit)
    all.push(...page.traces)
    isMore = page.nextCursor !== null
    cursor = page.nextCursor ?? undefined
  }
  return all
}

const words = ['refund', 'policy', 'hotel', '退款', 'x7']
const aText = fc.array(fc.constantFrom(...words), { maxLength: 3 }).map((some) => some.join(' '))
const aTrace: fc.Arbitrary<SentTrace> = fc.record({
  id: fc.nat({ max: 14 }),
  // Close together, and years apart: windows of every width are crossed.
  hoursAgo: fc.oneof(fc.nat({ max: 6 }), fc.nat({ max: 40_000 })),
  // Long ones have spans far after their start.
  durationMs: fc.constantFrom(0, 1000, 2000, 3000, 4 * hourMs, 30 * hourMs),
  tokens: fc.nat({ max: 4 }),
  status: fc.constantFrom('ok', 'error', 'unset'),
  environment: fc.constantFrom('production', 'staging'),
  user: fc.constantFrom('ann', 'bob', ''),
  models: fc.subarray(['gpt-4o', 'o3']),
  tags: fc.subarray(['a', 'b']),
  tenant: fc.constantFrom('t1', 't2'),
  texts: fc.array(aText, { minLength: 1, maxLength: 3 }),
  score: fc.constantFrom(null, 0.2, 0.9),
})
const aHistory = fc.array(fc.array(aTrace, { minLength: 8, maxLength: 20 }), { minLength: 3, maxLength: 8 })
/** Seldom set: of many conditions at once nothing would be left to compare. */
const maybe = <Value>(value: fc.Arbitrary<Value>, oftenness = 1) =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(undefined) }, { weight: oftenness, arbitrary: value })
const aQuery = fc.record({
  sort: fc.constantFrom(...(traceSorts as readonly TraceSort[])),
  limit: fc.constantFrom(1, 2, 5),
  runs: fc.constant<'exclude'>('exclude'),
  status: maybe(fc.constantFrom(['ok' as const], ['error' as const])),
  environment: maybe(fc.constantFrom(['staging'], ['staging', 'production'])),
  user: maybe(fc.constantFrom(['ann'], ['nobody'])),
  model: maybe(fc.constantFrom(['o3'], ['o3', 'gpt-4o'])),
  tag: maybe(fc.constant(['b'])),
  metadata: maybe(fc.constant(['tenant=t2'])),
  minTokens: maybe(fc.constant(2)),
  maxDurationMs: maybe(fc.constant(3000)),
  score: maybe(fc.constant(['quality>=0.5'])),
  q: maybe(fc.constantFrom(...words), 5),
  from: maybe(fc.constantFrom(3, 2000).map((hours) => new Date(nowMs - hours * hourMs).toISOString())),
  to: maybe(fc.constantFrom(1, 300).map((hours) => new Date(nowMs - hours * hourMs).toISOString())),
})

describe('a list of traces', () => {
  it('equals a naive one over resent, corrected and moved traces, on every page, for any filter and sort', async () => {
    await fc.assert(
      fc.asyncProperty(aHistory, fc.array(aQuery, { minLength: 5, maxLength: 5 }), async (history, queries) => {
        const project = `history-${++projectCount}`
        const stored = new Map<number, SentTrace>()
        for (const [step, flushed] of history.entries()) {
          const sent = [...new Map(flushed.map((trace) => [trace.id, trace])).values()]
          await flush(project, { before: stored, sent, version: 1000 + step })
        }
        for (const query of queries as Query[]) {
          const found = (await readAllPages(project, query)).map((trace) => trace.traceId)
          expect(found).toEqual(expectedIds([...stored.values()], query))
        }
      }),
      { numRuns: 20, endOnFailure: true },
    )
  }, 900_000)

  it('goes on at the same place when traces are added before it', async () => {
    const project = `growing-${++projectCount}`
    const stored = new Map<number, SentTrace>()
    const aged = (id: number, hoursAgo: number): SentTrace => ({ ...plain, id, hoursAgo })
    await flush(project, { before: stored, sent: [1, 2, 3, 4].map((id) => aged(id, id)), version: 1 })
    const query = traceListQuerySchema.parse({ limit: 2 })
    const first = await listTraces(deps(), project, query)
    await flush(project, { before: stored, sent: [aged(5, 0), aged(6, 0)], version: 2 })
    const second = await listTraces(deps(), project, { ...query, cursor: first.nextCursor ?? '' })
    expect(second.traces.map((trace) => trace.traceId)).toEqual([traceIdOf(3), traceIdOf(4)])
    expect(second.nextCursor).toBeNull()
  })

  it('gives every field of a summary', async () => {
    const project = `summary-${++projectCount}`
    await flush(project, { before: new Map(), sent: [{ ...plain, score: 0.9 }], version: 1 })
    const { traces } = await listTraces(deps(), project, traceListQuerySchema.parse({}))
    expect(traces).toEqual([
      {
        traceId: traceIdOf(1), name: 'run', startTime: '2026-05-20T11:00:00.000000000Z', durationMs: 1000, status: 'ok',
        spanCount: 1, errorCount: 0, rootSpanId: '', hasRoot: false, rootKind: 'agent', kinds: [], models: ['o3'],
        providers: [], tools: [], services: [], environment: 'production', release: '', sessionId: '', userId: 'ann',
        tags: ['a'], prompts: [],
        usage: { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0, totalTokens: 3 },
        costUsd: 0.000003, costSource: null, inputPreview: '', outputPreview: '', errorPreview: '',
        timeToFirstTokenMs: null, runId: '', scores: [{ name: 'quality', value: 0.9, label: null, outcome: 'unknown' }],
      },
    ]) // biome-ignore format: one record
  })

  it.each([
    ['no cursor at all', 'nonsense', /no cursor/],
    [
      'a cursor of another sort',
      Buffer.from(`-cost,1,2,${traceIdOf(1)}`).toString('base64url'),
      /sorted by -cost, not by -start/,
    ],
    ['SQL', Buffer.from(`-start,1,2,' OR 1=1`).toString('base64url'), /no cursor/],
  ])('refuses %s', async (_, cursor, message) => {
    const answer = listTraces(deps(), 'any', traceListQuerySchema.parse({ cursor }))
    await expect(answer).rejects.toSatisfy(
      (error) => AppError.isInstance(error) && error.code === 'bad_request' && message.test(error.message),
    )
  })
})

const plain: SentTrace = {
  id: 1,
  hoursAgo: 1,
  durationMs: 1000,
  tokens: 3,
  status: 'ok',
  environment: 'production',
  user: 'ann',
  models: ['o3'],
  tags: ['a'],
  tenant: 't1',
  texts: ['hello'],
  score: null,
}

describe('a condition on scores', () => {
  const project = 'scored'
  beforeAll(async () => {
    const sent = [1, 2].map((id) => ({ ...plain, id }))
    await flush(project, { before: new Map(), sent, version: 1 })
    const row = [project, 's1', traceIdOf(1), 'ragas:faith', 0.4, 'good: enough', 'span', 'pass', 'llm', 2, 0]
    await insertRows(telemetry, {
      table: 'scores',
      columns: [...scoreColumns.slice(0, 5), 'label', ...scoreColumns.slice(5)],
      rows: [row],
    })
  })

  it.each([
    ['ragas:faith', true],
    ['ragas:faith>=0.4', true],
    ['ragas:faith = 0.4', true],
    ['ragas:faith<0.4', false],
    ['ragas:faith>-1e3', true],
    ['ragas:faith:pass', true],
    ['ragas:faith:fail', false],
    ['ragas:faith:good: enough', true],
    ['ragas', false],
    ['other>0', false],
  ])('%s', async (score, isFound) => {
    const { traces } = await listTraces(deps(), project, traceListQuerySchema.parse({ score }))
    expect(traces.map((trace) => trace.traceId)).toEqual(isFound ? [traceIdOf(1)] : [])
  })
})

describe('a search over inputs and outputs', () => {
  const texts = [
    'Refund of 40 EUR; the refund-policy allows 14 days',
    '退款政策 explained',
    '款退 reversed',
    'order abc-123 for user@example.com',
    'refunds are refundable',
  ]
  const project = 'searched'
  beforeAll(async () => {
    const sent = texts.map((text, index) => ({ ...plain, id: index, hoursAgo: index, texts: [text] }))
    await flush(project, { before: new Map(), sent, version: 1 })
  })

  it.each([
    ['refund', [0]],
    ['REFUND days', [0]],
    ['refund explained', []],
    ['退款', [1]],
    ['款', [1, 2]],
    ['refund-policy', [0]],
    ['policy-refund', []],
    ['"policy allows"', [0]],
    ['"allows policy"', []],
    ['*fund*', [0, 4]],
    ['*FUNDABLE', [4]],
    ['abc-123', [3]],
    ['123', [3]],
    ['user@example.com', [3]],
    ["'; DROP TABLE spans --", []],
    ['%', []],
    ['"40 EUR;"', [0]],
  ])('%s', async (q, found) => {
    const query = traceListQuerySchema.parse({ q })
    for (const sort of ['-start', 'start', '-tokens'] as const) {
      const { traces } = await listTraces(deps(), project, { ...query, sort })
      expect(traces.map((trace) => trace.traceId).sort()).toEqual(found.map(traceIdOf))
    }
  })

  it('answers the same when merges have built the index', async () => {
    await telemetry.command(sql`SYSTEM START MERGES`, { kind: 'background' })
    await telemetry.command(sql`OPTIMIZE TABLE spans FINAL`, { kind: 'background' })
    await telemetry.command(sql`SYSTEM STOP MERGES`, { kind: 'background' })
    for (const [q, count] of [
      ['refund', 1],
      ['退款', 1],
      ['款', 2],
      ['*fund*', 2],
      ['refund-policy', 1],
    ] as const) {
      const { traces } = await listTraces(deps(), project, traceListQuerySchema.parse({ q }))
      expect(traces).toHaveLength(count)
    }
  })
})
