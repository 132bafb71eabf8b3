import { type SeriesQuery, seriesQuerySchema } from '@pawl/core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TelemetryStore } from '../platform/telemetry/index.ts'
import { readSeries } from './read-series.ts'
import { settleRollups } from './settle-rollups.ts'
import { naiveSeries, summariseNaively } from './testing/naive-series.ts'
import {
  insertSpanRows,
  insertTraceRows,
  type StoredSpanFields,
  type StoredTraceFields,
} from './testing/stored-rows.ts'
import { openTemporaryTelemetry } from './testing/temporary-telemetry.ts'

const noonMs = Date.UTC(2026, 4, 14, 12)
const nowMs = noonMs + 6 * 3_600_000
let store: TelemetryStore & AsyncDisposable

beforeAll(async () => {
  store = await openTemporaryTelemetry()
})
afterAll(async () => {
  await store[Symbol.asyncDispose]()
})

/** What is stored, beside what should be: one trace's spans by id, and the start under which its row is filed. */
class World {
  static #count = 0
  static #version = BigInt(noonMs) * 1000n
  readonly project = `p${World.#count++}`
  readonly traces = new Map<string, { spans: Map<string, StoredSpanFields>; filed: StoredTraceFields | null }>()

  get version(): bigint {
    return World.#version
  }

  async write(span: StoredSpanFields): Promise<void> {
    const version = ++World.#version
    const { project } = this
    const trace = this.traces.get(span.traceId) ?? { spans: new Map<string, StoredSpanFields>(), filed: null }
    this.traces.set(span.traceId, trace)
    const old = trace.spans.get(span.spanId)
    if (old !== undefined && old.startNs !== span.startNs) {
      await insertSpanRows(store, [old], { project, version, isDeleted: true })
    }
    trace.spans.set(span.spanId, span)
    await insertSpanRows(store, [span], { project, version })
    const summary = summariseNaively(span.traceId, [...trace.spans.values()])
    if (trace.filed !== null && trace.filed.startNs !== summary.startNs) {
      await insertTraceRows(store, [trace.filed], { project, version, isDeleted: true })
    }
    trace.filed = summary
    await insertTraceRows(store, [summary], { project, version })
  }

  async delete(traceId: string): Promise<void> {
    const version = ++World.#version
    const trace = this.traces.get(traceId)
    if (trace === undefined) return
    await insertSpanRows(store, [...trace.spans.values()], { project: this.project, version, isDeleted: true })
    if (trace.filed !== null)
      await insertTraceRows(store, [trace.filed], { project: this.project, version, isDeleted: true })
    this.traces.delete(traceId)
  }

  /** Settles everything written; breaks off at the given write if there is one. */
  async settle(breakAt = Number.POSITIVE_INFINITY): Promise<void> {
    let count = 0
    const breakOff = () => {
      if (++count > breakAt) throw new Error('broken off')
    }
    const telemetry: TelemetryStore = {
      engine: store.engine,
      location: store.location,
      query: (statement, options) => store.query(statement, options),
      stream: (statement, options) => store.stream(statement, options),
      command: async (statement, options) => {
        breakOff()
        await store.command(statement, options)
      },
      insert: async (insert) => {
        breakOff()
        await store.insert(insert)
      },
      close: () => store.close(),
    }
    const settled = settleRollups({ telemetry, committedVersion: World.#version, now: () => new Date(nowMs) })
    if (breakAt === Number.POSITIVE_INFINITY) await settled
    else await settled.catch(() => undefined)
  }

  async expectExact(query: SeriesQuery & { from: string; to: string }): Promise<void> {
    const traces = [...this.traces.values()]
    const spans = traces.flatMap((trace) => [...trace.spans.values()])
    const filed = traces.flatMap((trace) => trace.filed ?? [])
    const answer = await readSeries({ telemetry: store, now: () => new Date(nowMs) }, this.project, query)
    expect(answer).toEqual(naiveSeries({ query, spans, traces: filed }))
  }
}

const anyOf = <Value>(...values: readonly Value[]) => fc.constantFrom(...values)
const hex = (length: number, number: number) => number.toString(16).padStart(length, '0')
const day = 86_400_000

const anyStart = fc
  .tuple(
    anyOf(0, 0, 0, 0, -1, -40),
    fc.integer({ min: -1, max: 1 }),
    fc.integer({ min: 0, max: 3_599_999 }),
    fc.integer({ min: 0, max: 999_999 }),
  )
  .map(([days, hours, ms, ns]) => BigInt(noonMs + days * day + hours * 3_600_000 + ms) * 1_000_000n + BigInt(ns))

const anySpan: fc.Arbitrary<StoredSpanFields> = fc.record({
  traceId: fc.integer({ min: 1, max: 5 }).map((number) => hex(32, number)),
  spanId: fc.integer({ min: 1, max: 3 }).map((number) => hex(16, number)),
  startNs: anyStart,
  durationNs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 100_000_000_000 })),
  name: anyOf('chat', 'plan'),
  kind: anyOf('llm', 'tool'),
  status: anyOf('ok', 'unset', 'error'),
  model: anyOf('', 'small', 'large'),
  provider: anyOf('', 'acme'),
  service: anyOf('web', 'worker'),
  environment: anyOf('production', 'staging'),
  release: anyOf('', 'r1'),
  tool: anyOf('', 'search'),
  prompt: anyOf('', 'greet'),
  promptVersion: anyOf('', '3'),
  userId: anyOf('', 'ada', 'bob'),
  runId: anyOf('', '', '', 'run'),
  tags: fc.subarray(['beta', 'vip']),
  inputTokens: fc.nat(2000),
  outputTokens: fc.nat(500),
  costNanoUsd: fc.nat(5_000_000),
  ttftNs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5_000_000_000 })),
})

const measure = [
  'count',
  'error_rate',
  'latency_p50_ms',
  'latency_p95_ms',
  'latency_p99_ms',
  'ttft_p50_ms',
  'ttft_p95_ms',
  'input_tokens',
  'output_tokens',
  'total_tokens',
  'cost_usd',
] as const

const sometimes = <Value>(arbitrary: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })

const anyQuery = fc
  .record(
    {
      of: anyOf('spans' as const, 'traces' as const),
      groupBy: anyOf(
        ...([undefined, 'model', 'provider', 'kind', 'name', 'status', 'environment'] as const),
        ...(['service', 'release', 'prompt', 'tool', 'user', 'tag'] as const),
      ),
      model: sometimes(fc.subarray(['small', 'large', 'other'], { minLength: 1 })),
      environment: sometimes(anyOf('production', 'staging')),
      status: sometimes(anyOf('ok', 'error')),
      user: sometimes(anyOf('ada')),
      runs: anyOf('exclude' as const, 'include' as const),
      timeZone: anyOf('UTC', 'Asia/Kolkata', 'America/New_York'),
      range: anyOf(
        [-80, 1],
        [-80, 1],
        [-31, 0.3],
        [-31, 0.0307],
        [-3, 0.5],
        [-0.031, 0.0307],
        [-100.4, 0.25],
        [-100.4, 1],
      ),
    },
    { noNullPrototype: true },
  )
  .map(({ range: [from = 0, to = 0], ...rest }) => {
    const text = (days: number) => new Date(noonMs + Math.round(days * day)).toISOString()
    return { ...seriesQuerySchema.parse({ ...rest, measure }), from: text(from), to: text(to) }
  })

const anyStep = fc.oneof(
  { weight: 8, arbitrary: anySpan.map((span) => ({ type: 'write' as const, span })) },
  { weight: 2, arbitrary: fc.nat(100).map((which) => ({ type: 'resend' as const, which })) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 5 }).map((trace) => ({ type: 'delete' as const, traceId: hex(32, trace) })),
  },
  { weight: 4, arbitrary: fc.constant({ type: 'settle' as const }) },
  { weight: 2, arbitrary: fc.nat(4).map((breakAt) => ({ type: 'break' as const, breakAt })) },
  { weight: 5, arbitrary: anyQuery.map((query) => ({ type: 'ask' as const, query })) },
)

async function perform(
  world: World,
  step: typeof anyStep extends fc.Arbitrary<infer Step> ? Step : never,
): Promise<void> {
  switch (step.type) {
    case 'write':
      return await world.write(step.span)
    case 'resend': {
      const spans = [...world.traces.values()].flatMap((trace) => [...trace.spans.values()])
      const span = spans[step.which % Math.max(1, spans.length)]
      return span === undefined ? undefined : await world.write(span)
    }
    case 'delete':
      return await world.delete(step.traceId)
    case 'settle':
      return await world.settle()
    case 'break':
      return await world.settle(step.breakAt)
    case 'ask':
      return await world.expectExact(step.query)
  }
}

describe('a time series', () => {
  it('equals one recomputed from scratch after any history of writes, corrections, deletes and settlings', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: 30 }), anyQuery, async (steps, last) => {
        const world = new World()
        for (const step of steps) await perform(world, step)
        await world.expectExact(last)
      }),
      { numRuns: 30 },
    )
  }, 600_000)
})
