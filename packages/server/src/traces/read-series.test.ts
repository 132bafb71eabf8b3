import { type SeriesQuery, seriesQuerySchema } from '@pawl/core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TelemetryStore } from '../platform/telemetry/index.ts'
import { readSeries } from './read-series.ts'
import { naiveSeries } from './testing/naive-series.ts'
import { plainSpan as barePlainSpan } from './testing/plain-rows.ts'
import { insertRows, insertSpanRows } from './testing/stored-rows.ts'
import { openTemporaryTelemetry } from './testing/temporary-telemetry.ts'
import { anyOf, anyWorldStep, day, hex, noonMs, nowMs, World } from './testing/written-world.ts'

let store: TelemetryStore & AsyncDisposable

beforeAll(async () => {
  store = await openTemporaryTelemetry()
})
afterAll(async () => {
  await store[Symbol.asyncDispose]()
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
  'tool_error_rate',
  'empty_retrieval_rate',
  'schema_break_rate',
  'share',
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
  { weight: 18, arbitrary: anyWorldStep },
  { weight: 5, arbitrary: anyQuery.map((query) => ({ type: 'ask' as const, query })) },
)

const plainSpan = { ...barePlainSpan, startNs: BigInt(noonMs) * 1_000_000n }
const aroundNoon = { from: new Date(noonMs - 5 * day).toISOString(), to: new Date(noonMs + 5 * day).toISOString() }

async function expectExact(world: World, query: SeriesQuery & { from: string; to: string }): Promise<void> {
  const answer = await readSeries({ telemetry: store, now: () => new Date(nowMs) }, world.project, query)
  expect(answer).toEqual(naiveSeries({ query, spans: world.spans, traces: world.filed }))
}

describe('a time series', () => {
  it('equals one recomputed from scratch after any history of writes, corrections, deletes and settlings', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: 30 }), anyQuery, async (steps, last) => {
        const world = new World(store)
        for (const step of steps) await (step.type === 'ask' ? expectExact(world, step.query) : world.perform(step))
        await expectExact(world, last)
      }),
      { numRuns: 15 },
    )
  }, 900_000)

  it('adds groups past the 20 largest up as (other), and ranks by what is shown', async () => {
    const world = new World(store)
    const spans = Array.from({ length: 25 }, (_, index) => index + 1).flatMap((number) =>
      Array.from({ length: number }, (_, copy) => ({
        ...plainSpan,
        traceId: hex(32, number * 100 + copy),
        model: `m${String(number).padStart(2, '0')}`,
        costNanoUsd: 1_000_000_000 * (26 - number),
        durationNs: number * 1_000_000,
      })),
    )
    const { project } = world
    await insertSpanRows(store, spans, { project, version: world.nextVersion() })
    const ask = (measures: SeriesQuery['measure']) => {
      const query = seriesQuerySchema.parse({ of: 'spans', groupBy: 'model', measure: measures, ...aroundNoon })
      return readSeries({ telemetry: store, now: () => new Date(nowMs) }, project, query)
    }
    for (const isSettled of [false, true]) {
      if (isSettled) await world.settle()
      const byCount = (await ask(['count', 'latency_p95_ms'])).series
      expect(byCount.slice(0, 21).map((one) => [one.group, one.overall])).toEqual([
        ...Array.from({ length: 20 }, (_, index) => [`m${String(25 - index).padStart(2, '0')}`, 25 - index]),
        ['(other)', 15],
      ])
      expect(byCount.at(-1)?.overall).toBeCloseTo(5, 1)
      const byCost = (await ask(['cost_usd'])).series
      expect(byCost[0]).toMatchObject({ group: 'm13', overall: 13 * 13 })
      expect(byCost.at(-1)).toMatchObject({ group: '(other)', overall: 25 + 25 + 48 + 48 + 69 })
    }
  })

  it('gives latency within 1 % of the exact quantile', async () => {
    const world = new World(store)
    const durations = Array.from({ length: 999 }, (_, index) => Math.round(1_000 * 1.02 ** index) % 1e12)
    const spans = durations.map((durationNs, index) => ({ ...plainSpan, traceId: hex(32, index + 1), durationNs }))
    await insertSpanRows(store, spans, { project: world.project, version: world.nextVersion() })
    const query = seriesQuerySchema.parse({ of: 'spans', measure: ['latency_p50_ms', 'latency_p95_ms'], ...aroundNoon })
    const answer = await readSeries({ telemetry: store, now: () => new Date(nowMs) }, world.project, query)
    const sorted = [...durations].sort((a, b) => a - b)
    for (const [index, level] of [0.5, 0.95].entries()) {
      const exactMs = (sorted[Math.ceil(999 * level) - 1] ?? 0) / 1e6
      expect(Math.abs((answer.series[index]?.overall ?? 0) / exactMs - 1)).toBeLessThan(0.01)
    }
  })

  it('shows the mean and the pass rate of a score over its traces, or over its spans', async () => {
    const world = new World(store)
    const { project } = world
    await world.write({ ...plainSpan, traceId: hex(32, 1), spanId: hex(16, 1), model: 'a' })
    await world.write({ ...plainSpan, traceId: hex(32, 1), spanId: hex(16, 2), model: 'b' })
    await world.write({ ...plainSpan, traceId: hex(32, 2), spanId: hex(16, 3), model: 'b' })
    const columns = ['project', 'id', 'trace_id', 'span_id', 'name', 'value', 'outcome', 'version', 'is_deleted']
    const rows = [
      [project, 's1', hex(32, 1), '', 'quality', 0.5, 'pass', 1, 0],
      [project, 's2', hex(32, 1), hex(16, 2), 'quality', 1, 'fail', 1, 0],
      [project, 's3', hex(32, 2), '', 'quality', 0.1, 'unknown', 1, 0],
      [project, 's3', hex(32, 2), '', 'quality', 0.3, 'unknown', 2, 0],
      [project, 's4', hex(32, 2), '', 'safety', null, 'fail', 1, 0],
      [project, 's5', hex(32, 2), '', 'quality', 9, 'pass', 1, 0],
      [project, 's5', hex(32, 2), '', 'quality', 9, 'pass', 2, 1],
    ]
    await insertRows(store, { table: 'scores', columns, rows })
    const ask = async (part: Partial<SeriesQuery>) => {
      const query = seriesQuerySchema.parse({
        measure: ['count', 'score_mean', 'score_pass_rate'],
        ...aroundNoon,
        ...part,
      })
      const { series } = await readSeries({ telemetry: store, now: () => new Date(nowMs) }, project, query)
      return series.map((one) => [one.measure, one.group, one.overall])
    }
    await world.settle()
    expect(await ask({ of: 'traces', scoreName: 'quality' })).toEqual([
      ['count', '', 2],
      ['score_mean', '', 0.6],
      ['score_pass_rate', '', 0.5],
    ])
    expect(await ask({ of: 'traces', groupBy: 'score' })).toEqual([
      ['count', 'quality', 2],
      ['count', 'safety', 1],
      ['score_mean', 'quality', 0.6],
      ['score_mean', 'safety', null],
      ['score_pass_rate', 'quality', 0.5],
      ['score_pass_rate', 'safety', 0],
    ])
    expect(await ask({ of: 'spans', scoreName: 'quality', groupBy: 'model' })).toEqual([
      ['count', 'b', 2],
      ['count', 'a', 1],
      ['score_mean', 'b', 1],
      ['score_mean', 'a', null],
      ['score_pass_rate', 'b', 0],
      ['score_pass_rate', 'a', null],
    ])
  })

  it('covers everything there is when no range is given', async () => {
    const world = new World(store)
    const first = BigInt(noonMs - 90 * day) * 1_000_000n
    await world.write({ ...plainSpan, traceId: hex(32, 1), startNs: first })
    await world.write({ ...plainSpan, traceId: hex(32, 2), startNs: BigInt(nowMs + 3_600_000) * 1_000_000n })
    const query = seriesQuerySchema.parse({ timeZone: 'Europe/Berlin' })
    const answer = await readSeries({ telemetry: store, now: () => new Date(nowMs) }, world.project, query)
    expect(answer.series[0]?.overall).toBe(2)
    expect(answer.series[0]?.points[0]).toBe(1)
    expect(answer.buckets[0]).toBe('2026-02-12T23:00:00.000Z')
  })

  it('is one empty series in a project without telemetry', async () => {
    const query = seriesQuerySchema.parse({ measure: ['count', 'error_rate', 'cost_usd'], ...aroundNoon })
    const answer = await readSeries({ telemetry: store, now: () => new Date(nowMs) }, 'empty', query)
    expect(answer.series.map((one) => [one.measure, one.overall, one.points[0]])).toEqual([
      ['count', 0, 0],
      ['error_rate', null, null],
      ['cost_usd', 0, 0],
    ])
  })

  it('refuses a range that ends before it starts', async () => {
    const query = seriesQuerySchema.parse({ from: aroundNoon.to, to: aroundNoon.from })
    const answer = readSeries({ telemetry: store, now: () => new Date(nowMs) }, 'p', query)
    await expect(answer).rejects.toMatchObject({ code: 'bad_request', where: 'query.to' })
  })
})
