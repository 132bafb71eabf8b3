import {
  AppError,
  searchSides,
  type TraceListQuery,
  type TraceSort,
  type TraceSummary,
  traceListQuerySchema,
  traceSorts,
} from '@pawl/core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TelemetryStore } from '../platform/telemetry/index.ts'
import { listTraces } from './list-traces.ts'
import {
  flushTraces,
  hourMs,
  nowMs,
  plain,
  type SentTrace,
  sectionOf,
  traceColumns,
  traceIdOf,
  traceRow,
} from './testing/sent-traces.ts'
import { insertRows } from './testing/stored-rows.ts'
import { openUnmergedTelemetry } from './testing/temporary-telemetry.ts'

let telemetry: TelemetryStore & AsyncDisposable
let projectCount = 0

beforeAll(async () => {
  telemetry = await openUnmergedTelemetry()
})
afterAll(() => telemetry[Symbol.asyncDispose]())

const deps = () => ({ telemetry, now: () => new Date(nowMs) })
const flush = (project: string, step: Parameters<typeof flushTraces>[2]) => flushTraces(telemetry, project, step)

const sectionsOf = { user: [1, 2], input: [0, 1, 2, 3], output: [2, 3, 4] }

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
    (query.q === undefined ||
      trace.texts.some(
        (text, index) =>
          text.split(' ').includes(query.q ?? '') &&
          (query.in === undefined || sectionsOf[query.in].includes(sectionOf(trace, index))),
      )) &&
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
  in: maybe(fc.constantFrom(...searchSides), 5),
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
          // Asked before, a list begins where it then ended.
          if (step === history.length - 1) {
            for (const query of queries as Query[]) await listTraces(deps(), project, query)
          }
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

  it('is whole again when what it showed before has moved, is gone or was a trial', async () => {
    const project = `again-${++projectCount}`
    const stored = new Map<number, SentTrace>()
    const aged = (id: number, hoursAgo: number): SentTrace => ({ ...plain, id, hoursAgo })
    await flush(project, { before: stored, sent: [1, 2, 3, 4, 5, 6].map((id) => aged(id, id)), version: 1 })
    const query = traceListQuerySchema.parse({ limit: 2 })
    const idsOf = async () => (await listTraces(deps(), project, query)).traces.map((trace) => trace.traceId)
    expect(await idsOf()).toEqual([traceIdOf(1), traceIdOf(2)])
    await flush(project, { before: stored, sent: [aged(1, 5000), aged(2, 4.5), aged(3, 6000)], version: 2 })
    expect(await idsOf()).toEqual([traceIdOf(4), traceIdOf(2)])
    const trials = Array.from({ length: 40 }, (_, id) => ({ trace: aged(100 + id, 0), version: 3, isDeleted: 0 }))
    await insertRows(telemetry, {
      table: 'traces',
      columns: [...traceColumns, 'run_id'],
      rows: trials.map((trial) => [...traceRow(project, trial.trace, trial), 'run-1']),
    })
    expect(await idsOf()).toEqual([traceIdOf(4), traceIdOf(2)])
    expect(await idsOf()).toEqual([traceIdOf(4), traceIdOf(2)])
  })

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
