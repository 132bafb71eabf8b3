import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ControlStore, openControlStore } from '../control/index.ts'
import { controlEngines, quietLog } from '../control/testing/index.ts'
import { openServers } from './index.ts'

const [postgres] = controlEngines.filter(({ name }) => name !== 'PGlite')
let control: ControlStore
beforeAll(async () => {
  if (postgres === undefined || postgres.skipped !== null) return
  await postgres.start()
  control = await openControlStore(await postgres.newPlace(), { log: quietLog })
})
afterAll(async () => {
  await control?.close()
  await postgres?.stop()
})

const open = (takesJobs = true) => openServers(control, { log: quietLog, takesJobs, lookEveryMs: 100 })

describe.skipIf(postgres?.skipped !== null)(`processes on one ${postgres?.name}`, () => {
  it('have a number each, and one of those that take jobs is the first', async () => {
    const api = await open(false)
    const [a, b] = await Promise.all([open(), open()])
    const late = await open()
    expect(new Set([api, a, b, late].map(({ slot }) => slot)).size).toBe(4)
    expect(late.hasOthers).toBe(true)
    expect([api.isFirst, late.isFirst]).toEqual([false, false])
    await Promise.all([a, b, api].map((server) => server.close()))
    // The next look.
    await expect.poll(() => late.isFirst, { timeout: 30_000 }).toBe(true)
    await late.close()
  })

  it('tell each other which jobs they work on, until they leave', async () => {
    const a = await open()
    a.reportJobs(() => ['7c9e6679-7425-40de-944b-e07fc1f90ae7'])
    const b = await open()
    let known: ReadonlySet<string> = new Set()
    b.onLook((jobs) => {
      known = jobs
    })
    await expect.poll(() => known.size, { timeout: 30_000 }).toBe(1)
    await a.close()
    await expect.poll(() => known.size, { timeout: 30_000 }).toBe(0)
    await b.close()
  })
})
