import { seriesQuerySchema } from '@pawl/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql, type TelemetryStore } from '../platform/telemetry/index.ts'
import { readSeries } from './read-series.ts'
import { settleRollups } from './settle-rollups.ts'
import { committedUpTo, writeAsOf } from './store/own-writes.ts'
import { deleteOldRevisions } from './store/rollup-clean-up.ts'
import { readHours, readWatermark } from './store/rollup-hours.ts'
import { breakAt } from './testing/breaking-store.ts'
import { plainSpan, plainTrace } from './testing/plain-rows.ts'
import { insertSpanRows, insertTraceRows } from './testing/stored-rows.ts'
import { openTemporaryTelemetry } from './testing/temporary-telemetry.ts'

const noonMs = Date.UTC(2026, 4, 14, 12)
const now = () => new Date(noonMs)
const hourNs = 3_600_000_000_000n
const id = (number: number) => number.toString(16).padStart(32, '0')

let store: TelemetryStore & AsyncDisposable
let version = BigInt(noonMs) * 1000n
beforeAll(async () => {
  store = await openTemporaryTelemetry()
})
afterAll(async () => {
  await store[Symbol.asyncDispose]()
})

/** Writes one trace of one span that starts some hours after noon. */
async function write(project: string, number: number, hours = 0): Promise<void> {
  version += 1n
  const startNs = BigInt(noonMs) * 1_000_000n + BigInt(hours) * hourNs
  await insertSpanRows(store, [{ ...plainSpan, traceId: id(number), startNs }], { project, version })
  await insertTraceRows(store, [{ ...plainTrace, traceId: id(number), startNs }], { project, version })
}

const fiveDays = {
  from: new Date(noonMs - 2 * 86_400_000).toISOString(),
  to: new Date(noonMs + 8 * 86_400_000).toISOString(),
}

async function count(project: string, of: 'spans' | 'traces'): Promise<number | null | undefined> {
  const query = seriesQuerySchema.parse({ of, ...fiveDays })
  const { series } = await readSeries({ telemetry: store, now }, project, query)
  expect(series[0]?.points.reduce((sum: number, point) => sum + (point ?? 0), 0)).toBe(series[0]?.overall)
  return series[0]?.overall
}

const hoursOf = (project: string) =>
  readHours(store, {
    project,
    table: 'spans',
    range: { fromNs: BigInt(noonMs - 86_400_000) * 1_000_000n, toNs: BigInt(noonMs + 86_400_000) * 1_000_000n },
  })

describe('settling', () => {
  it('makes the hours that were written to clean, and only those dirty that are written to again', async () => {
    for (const hour of [0, 1, 2]) await write('dirt', hour + 1, hour)
    expect((await hoursOf('dirt')).map((hour) => hour.isDirty)).toEqual([true, true, true])
    const report = await settleRollups({ telemetry: store, committedVersion: version, now })
    expect(report.hourCount).toBe(3)
    expect((await hoursOf('dirt')).map((hour) => hour.isDirty)).toEqual([false, false, false])
    await write('dirt', 9, 1)
    expect((await hoursOf('dirt')).map((hour) => hour.isDirty)).toEqual([false, true, false])
    expect((await settleRollups({ telemetry: store, committedVersion: version, now })).hourCount).toBe(1)
    expect((await settleRollups({ telemetry: store, committedVersion: version, now })).hourCount).toBe(0)
    expect(await readWatermark(store)).toBe(version)
  })

  it('keeps answers exact wherever it breaks off, and the next run finishes it', async () => {
    for (let broken = 0; broken < 6; broken++) {
      const project = `broken${broken}`
      await write(project, 1)
      await settleRollups({ telemetry: store, committedVersion: version, now })
      await write(project, 2)
      await write(project, 3, 5)
      const run = settleRollups({ telemetry: breakAt(store, broken), committedVersion: version, now })
      if (broken < 5) await expect(run).rejects.toThrow('broken off')
      else await run
      expect([await count(project, 'spans'), await count(project, 'traces')]).toEqual([3, 3])
      await write(project, 4)
      expect([await count(project, 'spans'), await count(project, 'traces')]).toEqual([4, 4])
      await settleRollups({ telemetry: store, committedVersion: version, now })
      expect((await hoursOf(project)).every((hour) => !hour.isDirty)).toBe(true)
      expect([await count(project, 'spans'), await count(project, 'traces')]).toEqual([4, 4])
    }
  })

  it('leaves a row that is newer than what is committed to the next run', async () => {
    await write('late', 1)
    const committed = version
    await write('late', 2)
    await settleRollups({ telemetry: store, committedVersion: committed, now })
    expect((await hoursOf('late')).map((hour) => hour.isDirty)).toEqual([true])
    expect(await count('late', 'spans')).toBe(2)
  })

  it('waits for a delete that is under way, whose rows would otherwise be passed over', async () => {
    await write('delete', 1)
    expect(committedUpTo(store, version)).toBe(version)
    await writeAsOf(store, now(), async (deleted) => {
      version = deleted + 10n
      await write('delete', 2)
      const committedVersion = committedUpTo(store, version)
      expect(committedVersion).toBeLessThan(deleted)
      await settleRollups({ telemetry: store, committedVersion, now })
      const startNs = BigInt(noonMs) * 1_000_000n
      const row = { project: 'delete', version: deleted, isDeleted: true }
      await insertSpanRows(store, [{ ...plainSpan, traceId: id(1), startNs }], row)
    })
    expect(committedUpTo(store, version)).toBe(version)
    await settleRollups({ telemetry: store, committedVersion: version, now })
    expect(await count('delete', 'spans')).toBe(1)
  })

  it('cleans up what later revisions replaced and what broken runs left', async () => {
    await write('waste', 1)
    await settleRollups({ telemetry: store, committedVersion: version, now })
    await write('waste', 2)
    await settleRollups({ telemetry: breakAt(store, 2), committedVersion: version, now }).catch(() => undefined)
    await settleRollups({ telemetry: store, committedVersion: version, now })
    const rows = async () =>
      await store.query<{ revisions: number }>(
        sql`SELECT uniqExact(revision) AS revisions FROM span_rollup WHERE project = 'waste'`,
        { kind: 'background' },
      )
    expect(await rows()).toEqual([{ revisions: 3 }])
    await deleteOldRevisions(store, 1n)
    expect(await rows()).toEqual([{ revisions: 3 }])
    await deleteOldRevisions(store, 2n ** 63n)
    expect(await rows()).toEqual([{ revisions: 1 }])
    expect([await count('waste', 'spans'), await count('waste', 'traces')]).toEqual([2, 2])
  })

  it('never shows a reader less than was stored when it asked, nor more than when it was answered', async () => {
    let stored = 0
    let isDone = false
    const writing = (async () => {
      for (let number = 1; number <= 60; number++) {
        await write('busy', number, number % 3)
        stored = number
      }
      isDone = true
    })()
    const settling = (async () => {
      while (!isDone) {
        await settleRollups({ telemetry: store, committedVersion: committedUpTo(store, version - 1n), now })
        await deleteOldRevisions(store, 1n)
      }
    })()
    let asked = 0
    while (!isDone) {
      const least = stored
      const answer = await count('busy', 'spans')
      expect(answer).toBeGreaterThanOrEqual(least)
      expect(answer).toBeLessThanOrEqual(stored + 1)
      asked += 1
    }
    await Promise.all([writing, settling])
    expect(asked).toBeGreaterThan(3)
    expect(await count('busy', 'spans')).toBe(60)
  })
})
