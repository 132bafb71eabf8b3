import { defaultProjectSettings } from '@pawl/core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ControlStore } from '../platform/control/index.ts'
import { createLogger } from '../platform/log/index.ts'
import type { TelemetryStore } from '../platform/telemetry/index.ts'
import { settlingRounds } from './settling-rounds.ts'
import { readHours, readWatermark } from './store/rollup-hours.ts'
import { breakAt } from './testing/breaking-store.ts'
import { plainSpan } from './testing/plain-rows.ts'
import { insertSpanRows } from './testing/stored-rows.ts'
import { openTemporaryTelemetry } from './testing/temporary-telemetry.ts'
import { startTraceJobs } from './traces.jobs.ts'

let store: TelemetryStore & AsyncDisposable
beforeAll(async () => {
  store = await openTemporaryTelemetry()
})
afterAll(async () => {
  await store[Symbol.asyncDispose]()
})

const jobs = (parts: Partial<Parameters<typeof startTraceJobs>[0]>, lines: string[] = []) =>
  startTraceJobs({
    telemetry: store,
    log: createLogger({ level: 'warn', write: (line) => lines.push(line) }),
    committedVersion: () => 5n,
    projects: () => Promise.resolve([{ name: 'mine' }]),
    settingsOf: () => Promise.resolve(defaultProjectSettings),
    forgetTraces: () => undefined,
    servers: { slot: 0, hasOthers: false, isFirst: true },
    mendTraces: () => Promise.resolve(),
    now: () => new Date(),
    // Nothing asks it within the first minute.
    db: {} as ControlStore['db'],
    ...parts,
  })

it('settles what was stored before it started', async () => {
  const startNs = BigInt(Date.now()) * 1_000_000n
  await insertSpanRows(store, [{ ...plainSpan, startNs }], { project: 'mine', version: 5n })
  const running = jobs({})
  await expect.poll(() => readWatermark(store), { timeout: 20_000 }).toBe(5n)
  await running.stop()
})

it('logs a round that fails and ends at once when told to', async () => {
  const lines: string[] = []
  const running = jobs(
    {
      committedVersion: () => {
        throw new Error('no version')
      },
    },
    lines,
  )
  await expect.poll(() => lines.length, { timeout: 20_000 }).toBe(1)
  expect(lines[0]).toContain('could not settle rollups')
  const stoppedMs = Date.now()
  await running.stop()
  expect(Date.now() - stoppedMs).toBeLessThan(1_000)
})

it('leaves hours alone that telemetry pours into, and settles them once they are left in peace', async () => {
  const noonMs = Date.UTC(2026, 4, 14, 12)
  let nowMs = noonMs
  let isUnderLoad = true
  const write = (traceId: string, hours: number, agoMs: number) =>
    insertSpanRows(
      store,
      [{ ...plainSpan, traceId: traceId.repeat(32), startNs: BigInt(noonMs + hours * 3_600_000) * 1_000_000n }],
      { project: 'busy', version: BigInt(nowMs - agoMs) * 1000n },
    )
  const dirtyHours = async () => {
    const range = { fromNs: BigInt(noonMs) * 1_000_000n, toNs: BigInt(noonMs + 86_400_000) * 1_000_000n }
    const hours = await readHours(store, { project: 'busy', table: 'spans', range })
    return hours.filter((hour) => hour.isDirty).map(({ hourS }) => hourS - noonMs / 1000)
  }
  const round = settlingRounds(
    {
      telemetry: { ...breakAt(store, Number.POSITIVE_INFINITY), isUnderLoad: () => isUnderLoad },
      committedVersion: () => BigInt(nowMs) * 1000n,
      servers: { slot: 0, hasOthers: false },
      now: () => new Date(nowMs),
    },
    new AbortController().signal,
  )
  const before = await readWatermark(store)
  await write('1', 0, 60_000)
  await write('2', 1, 1_000)
  await round()
  expect([await dirtyHours(), await readWatermark(store)]).toEqual([[3600], before])

  nowMs += 60_000
  await write('3', 0, 30_000)
  await round()
  expect(await dirtyHours()).toEqual([0, 3600])

  nowMs += 5 * 60_000
  await round()
  expect([await dirtyHours(), await readWatermark(store)]).toEqual([[], BigInt(nowMs) * 1000n])

  await write('4', 1, 1_000)
  nowMs += 30_000
  isUnderLoad = false
  await write('5', 0, 1_000)
  await round()
  expect([await dirtyHours(), await readWatermark(store)]).toEqual([[], BigInt(nowMs) * 1000n])
})
