import { type ShiftFinding, watchedMetricSchema } from '@pawl/core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TelemetryStore } from '../../../platform/telemetry/index.ts'
import {
  listTraces,
  readMetadataKeys,
  readMetricInterval,
  readObservations,
  readValueSummary,
} from '../../../traces/index.ts'
import { summariseNaively } from '../../../traces/testing/naive-series.ts'
import { insertSpanRows, insertTraceRows, type StoredSpanFields } from '../../../traces/testing/stored-rows.ts'
import { openTemporaryTelemetry } from '../../../traces/testing/temporary-telemetry.ts'
import { shiftFinding } from '../testing/alerts-under-test.ts'
import type { EvidenceReader } from './evidence-reader.ts'
import { gatherEvidence } from './gather-evidence.ts'

const project = 'shop'
const dayMs = 86_400_000
const minuteMs = 60_000
const { change, after } = shiftFinding
const before = { fromMs: change.atMs - 5 * dayMs, toMs: change.atMs }
const metric = watchedMetricSchema.parse({ measure: 'error_rate' })

let telemetry: TelemetryStore & AsyncDisposable
let reader: EvidenceReader
beforeAll(async () => {
  telemetry = await openTemporaryTelemetry()
  const now = () => new Date(after.toMs + minuteMs)
  reader = {
    readMetricInterval: (of, range) => readMetricInterval({ telemetry }, of, range),
    readValueSummary: (of, range) => readValueSummary({ telemetry }, of, range),
    readObservations: (of, request) => readObservations({ telemetry }, of, request),
    readMetadataKeys: (of, { metric: { filter }, fromMs, toMs }) =>
      readMetadataKeys(telemetry, { project: of, filter, fromMs, toMs }),
    listTraces: (of, query) => listTraces({ telemetry, now }, of, query),
  }
  await write()
})
afterAll(() => telemetry[Symbol.asyncDispose]())

/** 40 traces a day of two models, of which every 20th fails; since the change one model fails in three of five, and answers slowly. */
async function write(): Promise<void> {
  const usual = Array.from({ length: 200 }, (_, index) =>
    spanOf(index, { atMs: before.fromMs + (index * 5 * dayMs) / 200, isBad: index % 20 === 7, durationMs: 500 }),
  )
  const since = Array.from({ length: 60 }, (_, index) => {
    const isSmall = index % 2 === 0
    const isBad = isSmall ? index % 10 < 6 : index % 20 === 7
    const atMs = after.fromMs + (index * (after.toMs - after.fromMs)) / 60
    return spanOf(200 + index, { atMs, isBad, durationMs: isSmall ? 4000 + index : 500 })
  })
  const spans = [...usual, ...since]
  const version = BigInt(after.toMs) * 1000n
  await insertSpanRows(telemetry, spans, { project, version })
  const traces = spans.map((span) => summariseNaively(span.traceId, [span]))
  await insertTraceRows(telemetry, traces, { project, version })
}

interface Written {
  readonly atMs: number
  readonly isBad: boolean
  readonly durationMs: number
}

function spanOf(index: number, { atMs, isBad, durationMs }: Written): StoredSpanFields {
  const id = (index + 1).toString(16)
  return {
    ...{ traceId: id.padStart(32, '0'), spanId: id.padStart(16, '0'), name: 'chat', kind: 'llm', service: 'web' },
    ...{ startNs: BigInt(Math.floor(atMs)) * 1_000_000n, durationNs: durationMs * 1e6, status: isBad ? 'error' : 'ok' },
    ...{ model: index % 2 === 0 ? 'small' : 'large', provider: 'acme', environment: 'production', release: 'r1' },
    ...{ tool: '', prompt: 'greet', promptVersion: '3', userId: `u${index % 7}`, runId: '', tags: [] },
    ...{ inputTokens: 100, outputTokens: 10, costNanoUsd: 1000, ttftNs: 0, checks: 0 },
  }
}

const finding: ShiftFinding = { ...shiftFinding, slice: null, before }

it('an alert says from what to what, where, and shows the worst and others', async () => {
  const { evidence, traces } = await gatherEvidence(reader, { project, metric, finding })
  expect(evidence.before).toMatchObject({ value: 0.05, count: 200 })
  expect(evidence.now?.value).toBeCloseTo(21 / 60)
  expect(evidence.now?.low).toBeGreaterThan(0.2)
  expect(evidence.explainedBy[0]).toMatchObject({
    slice: { key: 'model', value: 'small' },
    now: { value: 0.6, count: 30 },
    before: { value: 0 },
  })
  expect(evidence.explainedBy[0]?.share).toBeGreaterThan(0.9)
  const worst = traces.filter(({ kind }) => kind === 'worst')
  const typical = traces.filter(({ kind }) => kind === 'typical')
  expect(worst.map(({ trace }) => trace.value)).toEqual([1, 1, 1, 1, 1])
  expect(typical).toHaveLength(5)
  const ids = traces.map(({ trace }) => trace.traceId)
  expect(new Set(ids).size).toBe(10)
  expect(traces.every(({ trace }) => Date.parse(trace.startTime) >= after.fromMs)).toBe(true)
  expect(traces[0]?.userId).toMatch(/^u\d$/)
})

it('of one slice it says nothing of the others', async () => {
  const slice = { key: 'model', value: 'small' } as const
  const { evidence, traces } = await gatherEvidence(reader, { project, metric, finding: { ...finding, slice } })
  expect(evidence).toMatchObject({ before: { value: 0, count: 100 }, now: { value: 0.6, count: 30 }, explainedBy: [] })
  expect(traces.every(({ trace }) => Number.parseInt(trace.traceId, 16) % 2 === 1)).toBe(true)
})

it('of a latency, the worst are the slowest beyond its limit', async () => {
  const latency = watchedMetricSchema.parse({ measure: 'latency_ms' })
  const { evidence, traces } = await gatherEvidence(reader, {
    ...{ project, metric: latency, finding: { ...finding, limit: 1000 } },
  })
  expect(evidence.explainedBy[0]).toMatchObject({ slice: { key: 'model', value: 'small' } })
  expect(traces.filter(({ kind }) => kind === 'worst').map(({ trace }) => trace.value)).toEqual([
    4058, 4056, 4054, 4052, 4050,
  ])
})

it('of a new value there is no figure, and of a fixed threshold no usual', async () => {
  const fresh = await gatherEvidence(reader, {
    project,
    metric,
    finding: { ...finding, kind: 'new_value', value: 'x' },
  })
  expect(fresh.evidence).toMatchObject({ before: null, now: null, explainedBy: [] })
  const crossed = await gatherEvidence(reader, {
    project,
    metric,
    finding: { ...finding, kind: 'threshold', before: null },
  })
  expect(crossed.evidence).toMatchObject({ before: null, now: { count: 60 } })
  expect(crossed.evidence.explainedBy[0]).toMatchObject({ slice: { value: 'small' } })
})
