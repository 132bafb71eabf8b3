import { defaultProjectSettings } from '@pawl/core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ControlStore } from '../platform/control/index.ts'
import { createLogger } from '../platform/log/index.ts'
import type { TelemetryStore } from '../platform/telemetry/index.ts'
import { readWatermark } from './store/rollup-hours.ts'
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
