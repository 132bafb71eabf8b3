import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ControlStore, openOverEngine } from '../control-store.ts'
import { ensureControlTemplate } from '../control-template.ts'
import { migrations } from '../migrations/index.ts'
import { openPglite, type PgliteEngine } from './pglite-engine.ts'

const busyFor = (rows: number) => `select count(*) from generate_series(1, ${rows})`

describe('the embedded control store', () => {
  let scratch: string
  let directory: string
  let engine: PgliteEngine
  let store: ControlStore

  const open = async () => {
    engine = await openPglite(directory, ensureControlTemplate)
    store = await openOverEngine(engine, migrations)
  }

  beforeEach(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'pawl-pglite-'))
    directory = join(scratch, 'data', 'control')
    await open()
  })
  afterEach(async () => {
    await store.close()
    await rm(scratch, { recursive: true })
  })

  it('answers store_unavailable when its engine dies, and goes on with every committed row in a new one', async () => {
    await store.executeSql("insert into projects values ('committed')")
    const inFlight = store.executeSql(busyFor(50_000_000))
    const transaction = store.transaction(async (open) => {
      await open.insertInto('projects').values({ name: 'uncommitted' }).execute()
    })
    const failures = Promise.allSettled([inFlight, transaction])
    await engine.crash()
    const [first, second] = await failures
    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'store_unavailable', retryAfterS: 1 } })
    // The transaction had not begun when the engine died: it may run in the new one or fail, but never half.
    const { rows } = await store.executeSql('select name from projects order by name')
    const expected = second?.status === 'fulfilled' ? ['committed', 'uncommitted'] : ['committed']
    expect(rows.map(({ name }) => name)).toEqual(expected)
  })

  it('never goes on with a transaction whose first half died with its engine', async () => {
    const halved = store.transaction(async (open) => {
      await open.insertInto('projects').values({ name: 'first half' }).execute()
      await engine.crash()
      await open.insertInto('projects').values({ name: 'second half' }).execute()
    })
    await expect(halved).rejects.toMatchObject({ code: 'store_unavailable' })
    expect((await store.executeSql('select * from projects')).rows).toEqual([])
  })

  it('leaves the event loop free while a long statement runs', async () => {
    let ticks = 0
    const clock = setInterval(() => ticks++, 5)
    await store.executeSql(busyFor(2_000_000))
    clearInterval(clock)
    expect(ticks).toBeGreaterThan(10)
  })

  it('refuses a parameter that is no value, and keeps working', async () => {
    await expect(store.executeSql('select $1::text', [() => 'code'])).rejects.toThrow('could not be cloned')
    expect((await store.executeSql('select 1 as one')).rows).toEqual([{ one: 1 }])
  })

  it('answers store_unavailable once it is closed', async () => {
    await store.close()
    await expect(engine.acquire()).rejects.toMatchObject({ code: 'store_unavailable' })
  })

  it('clears away what a first start left that was killed half-way', async () => {
    await store.close()
    await rm(directory, { recursive: true })
    const unfinished = `${directory}.0a1b2c3d.new`
    await mkdir(unfinished)
    await writeFile(join(unfinished, 'PG_VERSION'), '18')
    await open()
    expect((await store.executeSql('select count(*) as projects from projects')).rows).toEqual([{ projects: 0 }])
    expect(await readdir(join(scratch, 'data'))).toEqual(['control'])
  })
})
