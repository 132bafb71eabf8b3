import { seriesQuerySchema } from '@pawl/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { identifier, sql, type TelemetryStore } from '../platform/telemetry/index.ts'
import { enforceRetention } from './enforce-retention.ts'
import { readSeries } from './read-series.ts'
import { settleRollups } from './settle-rollups.ts'
import { breakAt } from './testing/breaking-store.ts'
import { plainSpan, plainTrace } from './testing/plain-rows.ts'
import { insertRows, insertSpanRows, insertTraceRows } from './testing/stored-rows.ts'
import { openTemporaryTelemetry } from './testing/temporary-telemetry.ts'

const dayMs = 86_400_000
const nowMs = Date.UTC(2026, 4, 14, 12)
const id = (number: number) => number.toString(16).padStart(32, '0')

let store: TelemetryStore & AsyncDisposable
let version = BigInt(nowMs - 50 * dayMs) * 1000n
beforeAll(async () => {
  store = await openTemporaryTelemetry()
})
afterAll(async () => {
  await store[Symbol.asyncDispose]()
})

interface Begun {
  readonly daysAgo: number
  readonly receivedDaysAgo?: number
  /** Starts of its spans, in days after its own. */
  readonly spanDays?: readonly number[]
}

async function write(project: string, number: number, begun: Begun): Promise<void> {
  version += 1n
  const receivedAtMs = nowMs - (begun.receivedDaysAgo ?? begun.daysAgo) * dayMs
  const startMs = nowMs - begun.daysAgo * dayMs
  const spans = (begun.spanDays ?? [0]).map((days, index) => ({
    ...plainSpan,
    traceId: id(number),
    spanId: (index + 1).toString().padStart(16, '0'),
    startNs: BigInt(startMs + days * dayMs) * 1_000_000n,
  }))
  const row = { project, version, receivedAtMs }
  await insertSpanRows(store, spans, row)
  await insertTraceRows(store, [{ ...plainTrace, traceId: id(number), startNs: BigInt(startMs) * 1_000_000n }], row)
}

const seconds = (daysAgo: number) => ((nowMs - daysAgo * dayMs) / 1000).toFixed(3)

async function writeSatellites(project: string, number: number, daysAgo: number): Promise<void> {
  const known = String(version)
  await insertRows(store, {
    table: 'scores',
    columns: ['project', 'id', 'trace_id', 'name', 'created_at', 'version', 'is_deleted'],
    rows: [[project, `score${number}`, id(number), 'quality', seconds(daysAgo), known, 0]],
  })
  await insertRows(store, {
    table: 'log_records',
    columns: ['project', 'trace_id', 'id', 'time', 'received_at', 'version', 'is_deleted'],
    rows: [[project, id(number), id(number), seconds(daysAgo), seconds(daysAgo), known, 0]],
  })
  await insertRows(store, {
    table: 'blob_references',
    columns: ['project', 'sha256', 'trace_id', 'version', 'is_deleted'],
    rows: ['own', 'same'].map((name) => [project, sha(name === 'own' ? number : 99), id(number), known, 0]),
  })
  await insertRows(store, {
    table: 'blobs',
    columns: ['project', 'sha256', 'bytes', 'version'],
    rows: [number, 99].map((name) => [project, sha(name), 'AAAA', known]),
  })
}

const sha = (number: number) => number.toString(16).padStart(64, '0')

function enforce(project: string, options: { telemetry?: TelemetryStore; atMs?: number } = {}): Promise<void> {
  return enforceRetention({
    telemetry: options.telemetry ?? store,
    now: () => new Date(options.atMs ?? nowMs),
    projects: () => Promise.resolve([{ name: project }]),
    retentionDaysOf: () => Promise.resolve(30),
    forgetTraces: () => undefined,
  })
}

/** Values of a column in living rows; with `all` also in those that are only hidden. */
async function valuesOf(
  project: string,
  place: { table: string; column: string; all?: true },
): Promise<readonly string[]> {
  const rows = await store.query<{ value: string }>(
    sql`SELECT DISTINCT toString(${identifier(place.column)}) AS value
      FROM ${identifier(place.table)} ${place.all ? sql`` : sql`FINAL`}
      WHERE project = ${project} ORDER BY value`,
    { kind: 'background' },
  )
  return rows.map((row) => row.value)
}

async function countSpans(project: string): Promise<number | null | undefined> {
  const from = new Date(nowMs - 500 * dayMs).toISOString()
  const query = seriesQuerySchema.parse({ of: 'spans', from, to: new Date(nowMs + dayMs).toISOString() })
  const { series } = await readSeries({ telemetry: store, now: () => new Date(nowMs) }, project, query)
  return series[0]?.overall
}

describe('retention', () => {
  it('deletes traces that began and came in before the time to live, whole, with all that hangs on them', async () => {
    const project = 'whole'
    await write(project, 1, { daysAgo: 40, spanDays: [0, 20] })
    await write(project, 2, { daysAgo: 29, spanDays: [0, 1] })
    await writeSatellites(project, 1, 40)
    await writeSatellites(project, 2, 29)
    await settleRollups({ telemetry: store, committedVersion: version, now: () => new Date(nowMs) })
    expect(await countSpans(project)).toBe(4)
    await enforce(project)
    expect(await countSpans(project)).toBe(2)
    for (const table of ['spans', 'traces', 'scores', 'log_records', 'blob_references']) {
      expect(await valuesOf(project, { table, column: 'trace_id' })).toEqual([id(2)])
    }
    expect(await valuesOf(project, { table: 'blobs', column: 'sha256', all: true })).toEqual([sha(2), sha(99)])
    const kept = await store.query(
      sql`SELECT 1 FROM spans WHERE project = ${project} AND is_deleted = 0 AND trace_id = ${id(1)}`,
      { kind: 'background' },
    )
    expect(kept).toEqual([])
  })

  it('keeps old traces that were imported lately', async () => {
    await write('imported', 1, { daysAgo: 400, receivedDaysAgo: 1 })
    await enforce('imported')
    expect(await countSpans('imported')).toBe(1)
    await enforce('imported', { atMs: nowMs + 30 * dayMs })
    expect(await countSpans('imported')).toBe(0)
  })

  it('deletes scores and logs whose trace never came', async () => {
    const project = 'strays'
    await write(project, 3, { daysAgo: 1 })
    await writeSatellites(project, 1, 40)
    await writeSatellites(project, 2, 2)
    await enforce(project)
    expect(await valuesOf(project, { table: 'scores', column: 'trace_id', all: true })).toEqual([id(2)])
    expect(await valuesOf(project, { table: 'log_records', column: 'trace_id', all: true })).toEqual([id(2)])
  })

  it('leaves a span that moved to a younger start where it is', async () => {
    const project = 'moved'
    await write(project, 1, { daysAgo: 40 })
    version += 1n
    const row = { project, version, receivedAtMs: nowMs - 40 * dayMs }
    const old = { traceId: id(1), startNs: BigInt(nowMs - 40 * dayMs) * 1_000_000n }
    await insertSpanRows(store, [{ ...plainSpan, ...old, spanId: '1'.padStart(16, '0') }], { ...row, isDeleted: true })
    await insertTraceRows(store, [{ ...plainTrace, ...old }], { ...row, isDeleted: true })
    await write(project, 1, { daysAgo: 10, receivedDaysAgo: 40 })
    await enforce(project)
    await enforce(project, { atMs: nowMs + 2 * dayMs })
    expect(await countSpans(project)).toBe(1)
  })

  it('finishes in the next run what broke off', async () => {
    for (const broken of [0, 4, 5, 7]) {
      const project = `broken${broken}`
      await write(project, 1, { daysAgo: 40, spanDays: [0, 35] })
      await write(project, 2, { daysAgo: 3 })
      await writeSatellites(project, 1, 40)
      await writeSatellites(project, 2, 3)
      await enforce(project, { telemetry: breakAt(store, broken) }).catch(() => undefined)
      expect([1, 3]).toContain(await countSpans(project))
      await enforce(project)
      expect(await countSpans(project)).toBe(1)
      for (const table of ['spans', 'traces', 'scores', 'log_records', 'blob_references']) {
        expect(await valuesOf(project, { table, column: 'trace_id' })).toEqual([id(2)])
      }
      expect(await valuesOf(project, { table: 'blobs', column: 'sha256', all: true })).toEqual([sha(2), sha(99)])
    }
  }, 900_000)

  it('writes nothing when nothing is due', async () => {
    await write('idle', 1, { daysAgo: 3 })
    await writeSatellites('idle', 1, 3)
    const counting = breakAt(store, Number.POSITIVE_INFINITY)
    await enforce('idle', { telemetry: counting })
    expect(counting.writeCount()).toBe(0)
  })

  it('gives disk space back once much of a partition is gone', async () => {
    const project = 'space'
    for (let number = 1; number <= 4; number++) await write(project, number, { daysAgo: 200 })
    await enforce(project)
    const [marked] = await store.query<{ parts: number }>(
      sql`SELECT count() AS parts FROM system.parts
        WHERE active AND table = 'spans' AND has_lightweight_delete AND partition = '202510'`,
      { kind: 'background' },
    )
    expect(marked?.parts).toBe(0)
  })

  // The last one: it settles versions that are still to come.
  it('takes away what hid the rows once the rollups have seen it and a day has passed', async () => {
    const project = 'tombstones'
    await write(project, 1, { daysAgo: 40 })
    await enforce(project)
    expect(await valuesOf(project, { table: 'spans', column: 'trace_id', all: true })).toEqual([id(1)])
    await enforce(project, { atMs: Date.now() + 2 * dayMs })
    expect(await valuesOf(project, { table: 'spans', column: 'trace_id', all: true })).toEqual([id(1)])
    const committedVersion = BigInt(Date.now() + 9 * dayMs) * 1000n
    await settleRollups({ telemetry: store, committedVersion, now: () => new Date(nowMs) })
    for (const days of [2, 3]) await enforce(project, { atMs: Date.now() + days * dayMs })
    expect(await valuesOf(project, { table: 'spans', column: 'trace_id', all: true })).toEqual([])
    expect(await valuesOf(project, { table: 'traces', column: 'trace_id', all: true })).toEqual([])
    expect(await countSpans(project)).toBe(0)
    // Rewriting parts gives way to everything else on the machine.
  }, 300_000)
})
