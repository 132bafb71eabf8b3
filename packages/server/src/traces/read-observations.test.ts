import {
  bucketDurationMs,
  durationBucket,
  type Observation,
  seriesQuerySchema,
  type WatchedMeasure,
  watchedMetricSchema,
} from '@pawl/core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TelemetryStore } from '../platform/telemetry/index.ts'
import { readMetricInterval, readMetricPoints, readValueSummary } from './read-metric.ts'
import { readObservations } from './read-observations.ts'
import { readMetadataKeys } from './store/metadata-keys.ts'
import { type NaiveRow, naiveRows } from './testing/naive-series.ts'
import { plainSpan as barePlainSpan, plainTrace as barePlainTrace } from './testing/plain-rows.ts'
import { insertRows, insertSpanRows, insertTraceRows } from './testing/stored-rows.ts'
import { openTemporaryTelemetry } from './testing/temporary-telemetry.ts'
import { anyOf, anyWorldStep, day, hex, noonMs, World } from './testing/written-world.ts'

const hour = 3_600_000
const minute = 60_000
let store: TelemetryStore & AsyncDisposable

beforeAll(async () => {
  store = await openTemporaryTelemetry()
})
afterAll(async () => {
  await store[Symbol.asyncDispose]()
})

const plainSpan = { ...barePlainSpan, startNs: BigInt(noonMs) * 1_000_000n }
const scale = { limit: null, range: null }

/** What a row observes of each measure that scores play no part in; null for nothing. */
const observed: Partial<Record<WatchedMeasure, (row: NaiveRow) => number | null>> = {
  request_count: () => 1,
  error_rate: (row) => Number(row.isError),
  latency_ms: (row) => isAbove(row.durationNs / 1e6),
  ttft_ms: (row) => (row.ttftNs === 0 ? null : isAbove(row.ttftNs / 1e6)),
  tool_error_rate: (row) => ((row.checks & 1) === 0 ? null : (row.checks >> 1) & 1),
  schema_break_rate: (row) => ((row.checks & 16) === 0 ? null : (row.checks >> 5) & 1),
  input_tokens: (row) =>
    row.inputTokens === 0 ? null : Number(durationBucket(row.inputTokens) > durationBucket(limit)),
  cost_usd: (row) => (row.costNanoUsd === 0 ? null : isAboveDollars(row.costNanoUsd / 1e9)),
}

const limit = 800
const isAbove = (ms: number) => Number(durationBucket(ms * 1e6) > durationBucket(limit * 1e6))
const limitUsd = 0.002
const isAboveDollars = (usd: number) => Number(durationBucket(Math.round(usd * 1e9)) > durationBucket(limitUsd * 1e9))

const anyRequest = fc.record({
  measure: anyOf(...(Object.keys(observed) as WatchedMeasure[])),
  of: anyOf('spans' as const, 'traces' as const),
  sliceBy: anyOf(...([null, 'model', 'environment', 'prompt', 'tool', 'user', 'tag', 'release'] as const)),
  filter: anyOf({}, {}, { model: ['small'] }, { environment: ['production'] }),
  binMs: anyOf(minute, hour, 4 * hour, day),
  range: anyOf([-41, 1], [-2, 1], [-0.0307, 0.0307], [-100.4, 0.25]),
})

type AnyRequest = typeof anyRequest extends fc.Arbitrary<infer Request> ? Request : never

async function expectExact(world: World, { measure, of, sliceBy, filter, binMs, range }: AnyRequest): Promise<void> {
  const [from = 0, to = 0] = range
  const [fromMs, toMs] = [noonMs + Math.round(from * day), noonMs + Math.round(to * day)]
  const metric = watchedMetricSchema.parse({ measure, of, filter })
  const limits = { ...scale, limit: measure === 'cost_usd' ? limitUsd : limit }
  const answer = await readObservations({ telemetry: store }, world.project, {
    ...{ metric, sliceBy, fromMs, toMs, binMs, scale: limits },
  })
  const text = (ms: number) => new Date(ms).toISOString()
  const query = seriesQuerySchema.parse({
    ...filter,
    of,
    groupBy: sliceBy ?? undefined,
    from: text(fromMs),
    to: text(toMs),
  })
  const rows = naiveRows({
    query: { ...query, from: text(fromMs), to: text(toMs) },
    spans: world.spans,
    traces: world.filed,
  })
  const counts = new Map<string, number>()
  for (const row of rows) {
    const value = observed[measure]?.(row) ?? null
    if (value === null) continue
    const atMs = Math.floor(Number(row.startNs / 1_000_000n) / binMs) * binMs
    for (const slice of row.groups) {
      if (sliceBy !== null && slice === '') continue
      const key = JSON.stringify([atMs, slice, value])
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  }
  const expected = [...counts].map(([key, count]) => {
    const [atMs, slice, value] = JSON.parse(key) as [number, string, number]
    return measure === 'request_count' ? { atMs, slice, value: count, count: 1 } : { atMs, slice, value, count }
  })
  expect(answer).toEqual(expected.sort(inOrder))
}

const inOrder = (a: Observation, b: Observation): number =>
  a.atMs - b.atMs || (a.slice < b.slice ? -1 : a.slice > b.slice ? 1 : a.value - b.value)

describe('observations of a metric', () => {
  it('are those of the rows themselves after any history of writes, corrections, deletes and settlings', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyWorldStep, { minLength: 5, maxLength: 25 }),
        fc.array(anyRequest, { minLength: 4, maxLength: 4 }),
        async (steps, requests) => {
          const world = new World(store)
          for (const step of steps) await world.perform(step)
          for (const request of requests) await expectExact(world, request)
        },
      ),
      { numRuns: 10 },
    )
  }, 900_000)

  it('of scores are how bad each one is, at the time of its trace', async () => {
    const world = new World(store)
    const { project } = world
    await world.write({ ...plainSpan, traceId: hex(32, 1), spanId: hex(16, 1), environment: 'production' })
    await world.write({ ...plainSpan, traceId: hex(32, 2), startNs: plainSpan.startNs + 3_600_000_000_000n })
    await world.write({ ...plainSpan, traceId: hex(32, 3), runId: 'run' })
    await insertScores(project, [
      ['s1', 1, 5, 'good', 'pass'],
      ['s2', 2, 2, 'poor', 'fail'],
      ['s3', 2, null, null, 'unknown'],
      ['s4', 3, 1, 'poor', 'fail'],
    ])
    const read = async (metric: object, range: readonly [number, number] | null = null) => {
      const observations = await readObservations({ telemetry: store }, project, {
        metric: watchedMetricSchema.parse({ scoreName: 'quality', ...metric }),
        ...{ sliceBy: null, fromMs: noonMs, toMs: noonMs + day, binMs: hour, scale: { limit: null, range } },
      })
      return observations.map(({ atMs, value, count }) => [(atMs - noonMs) / hour, value, count])
    }
    expect(await read({ measure: 'score_pass_rate' })).toEqual([
      [0, 0, 1],
      [1, 1, 1],
    ])
    expect(await read({ measure: 'score_mean' }, [1, 5])).toEqual([
      [0, 0, 1],
      [1, 0.75, 1],
    ])
    expect(await read({ measure: 'label_share', label: 'poor' })).toEqual([
      [0, 0, 1],
      [1, 1, 1],
    ])
    const metric = watchedMetricSchema.parse({ measure: 'score_mean', scoreName: 'quality' })
    const whole = { metric, slice: null, fromMs: noonMs, toMs: noonMs + day }
    expect(await readMetricInterval({ telemetry: store }, project, whole)).toMatchObject({ value: 3.5, count: 2 })
    expect(await readValueSummary({ telemetry: store }, project, whole)).toEqual({
      count: 2,
      quantile: null,
      min: 2,
      max: 5,
    })
  })

  it('keep the slices that are asked for by name, else the 200 largest', async () => {
    const world = new World(store)
    const { project } = world
    const spans = Array.from({ length: 205 }, (_, index) => ({
      ...plainSpan,
      traceId: hex(32, index + 1),
      model: `m${index}`,
    }))
    const twice = spans.slice(0, 200).map((span) => ({ ...span, spanId: hex(16, 9) }))
    await insertSpanRows(store, [...spans, ...twice], { project, version: world.nextVersion() })
    const metric = watchedMetricSchema.parse({ measure: 'error_rate', of: 'spans' })
    const range = { metric, sliceBy: 'model' as const, fromMs: noonMs, toMs: noonMs + hour, binMs: hour, scale }
    const largest = await readObservations({ telemetry: store }, project, range)
    expect(largest).toHaveLength(201)
    expect(largest.find(({ slice }) => slice === '(other)')?.count).toBe(5)
    const named = await readObservations({ telemetry: store }, project, { ...range, slices: ['m3', 'm204'] })
    expect(named.map(({ slice, count }) => [slice, count])).toEqual([
      ['(other)', 402],
      ['m204', 1],
      ['m3', 2],
    ])
  })

  it('are sliced by what users are, as the metadata says', async () => {
    const world = new World(store)
    const { project } = world
    const version = String(world.nextVersion())
    const columns = ['project', 'trace_id', 'start_time', 'version', 'status', 'metadata']
    const rows = ['free', 'free', 'paid', undefined].map((plan, index) => {
      const status = index === 0 ? 'error' : 'ok'
      const metadata = plan === undefined ? {} : { plan }
      return [project, hex(32, index + 1), `${noonMs / 1000}.000000000`, version, status, metadata]
    })
    await insertRows(store, { table: 'traces', columns, rows })
    const metric = watchedMetricSchema.parse({ measure: 'error_rate' })
    const range = { metric, fromMs: noonMs, toMs: noonMs + hour, binMs: hour, scale }
    const observations = await readObservations({ telemetry: store }, project, { ...range, sliceBy: 'metadata:plan' })
    expect(observations.map(({ slice, value, count }) => [slice, value, count])).toEqual([
      ['free', 0, 1],
      ['free', 1, 1],
      ['paid', 0, 1],
    ])
    const whole = { project, filter: {}, fromMs: noonMs, toMs: noonMs + hour }
    expect(await readMetadataKeys(store, whole)).toEqual(['plan'])
    expect(await readMetadataKeys(store, { ...whole, filter: { status: ['error'] } })).toEqual([])
  })
})

async function insertScores(
  project: string,
  scores: readonly (readonly [
    id: string,
    trace: number,
    value: number | null,
    label: string | null,
    outcome: string,
  ])[],
): Promise<void> {
  const columns = ['project', 'id', 'trace_id', 'name', 'value', 'label', 'outcome', 'version', 'is_deleted']
  const rows = scores.map(([id, trace, value, label, outcome]) => [
    ...[project, id, hex(32, trace), 'quality', value, label, outcome, 1, 0],
  ])
  await insertRows(store, { table: 'scores', columns, rows })
}

describe('a metric in its unit', () => {
  it('is a quantile of latencies within 1 %, the same before and after settling', async () => {
    const world = new World(store)
    const { project } = world
    const traces = Array.from({ length: 500 }, (_, index) => ({
      ...barePlainTrace,
      traceId: hex(32, index + 1),
      durationNs: (index + 1) * 10_000_000,
      startNs: plainSpan.startNs + BigInt(index) * 1_000_000_000n,
    }))
    await insertTraceRows(store, traces, { project, version: world.nextVersion() })
    const metric = watchedMetricSchema.parse({ measure: 'latency_ms', quantile: 0.9 })
    const request = { metric, slice: null, fromMs: noonMs - hour, toMs: noonMs + 2 * hour }
    const before = await readMetricPoints({ telemetry: store }, project, { ...request, binMs: hour })
    await world.settle()
    const after = await readMetricPoints({ telemetry: store }, project, { ...request, binMs: hour })
    expect(after).toEqual(before)
    expect(before.map(({ atMs, interval }) => [(atMs - noonMs) / hour, interval?.count])).toEqual([
      [-1, undefined],
      [0, 500],
      [1, undefined],
    ])
    const interval = before[1]?.interval
    expect(Math.abs((interval?.value ?? 0) / 4500 - 1)).toBeLessThan(0.01)
    expect(interval?.low).toBeLessThan(4500)
    expect(interval?.high).toBeGreaterThan(4500)
    expect(bucketDurationMs(durationBucket((interval?.value ?? 0) * 1e6))).toBe(interval?.value)
  })

  it('of a model is its share of all answers', async () => {
    const world = new World(store)
    for (const [index, model] of ['small', 'small', 'large', ''].entries()) {
      await world.write({ ...plainSpan, traceId: hex(32, index + 1), model })
    }
    const metric = watchedMetricSchema.parse({ measure: 'response_model', of: 'spans' })
    const range = { metric, fromMs: noonMs, toMs: noonMs + hour }
    const slice = { key: 'model' as const, value: 'small' }
    const interval = await readMetricInterval({ telemetry: store }, world.project, { ...range, slice })
    expect(interval).toMatchObject({ value: 2 / 3, count: 3 })
    const answers = await readObservations({ telemetry: store }, world.project, {
      ...range,
      sliceBy: null,
      binMs: hour,
      scale,
    })
    expect(answers.map((one) => [one.slice, one.value, one.count])).toEqual([
      ['large', 1, 1],
      ['small', 1, 2],
    ])
    const columns = ['project', 'trace_id', 'span_id', 'start_time', 'version', 'model', 'fingerprint']
    const version = String(world.nextVersion())
    const row = [world.project, hex(32, 9), hex(16, 9), `${noonMs / 1000}.000000000`, version, 'large', 'fp_1']
    await insertRows(store, { table: 'spans', columns, rows: [row] })
    const request = { ...range, sliceBy: null, binMs: hour, scale }
    const marked = await readObservations({ telemetry: store }, world.project, request)
    expect(marked.map((one) => [one.slice, one.count])).toEqual([
      ['fingerprint:fp_1', 1],
      ['large', 2],
      ['small', 2],
    ])
    const named = await readObservations({ telemetry: store }, world.project, { ...request, slices: ['large'] })
    expect(named.map((one) => [one.slice, one.count])).toEqual([
      ['(other)', 2],
      ['large', 2],
    ])
  })
})
