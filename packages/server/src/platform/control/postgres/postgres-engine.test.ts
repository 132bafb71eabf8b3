import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ControlStore } from '../control-store.ts'
import { openControlStore } from '../open-control-store.ts'
import { quietLog } from '../testing/index.ts'
import { type PostgresServer, postgresMissing, startPostgres } from '../testing/postgres-server.ts'

const name = postgresMissing === null ? 'PostgreSQL' : `PostgreSQL (${postgresMissing})`

describe.skipIf(postgresMissing !== null)(`the control store on ${name}`, () => {
  let server: PostgresServer

  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.stop())

  // Runs outside of the transaction that it breaks, as another server would.
  const terminate = (store: ControlStore, pid: unknown) => store.executeSql('select pg_terminate_backend($1)', [pid])

  const open = (postgresUrl: string): Promise<ControlStore> =>
    openControlStore({ dataDir: '/nowhere', postgresUrl }, { log: quietLog })

  it('is migrated once by several servers that start at the same time', async () => {
    const url = await server.createDatabase()
    const stores = await Promise.all(Array.from({ length: 4 }, () => open(url)))
    for (const store of stores) {
      const { rows } = await store.executeSql(
        'select count(*) as runs from pawl_migrations group by name having count(*) > 1',
      )
      expect(rows).toEqual([])
    }
    await Promise.all(stores.map((store) => store.close()))
  })

  it('answers store_unavailable on a connection that breaks, and takes another one next', async () => {
    const url = await server.createDatabase()
    const [store, other] = [await open(url), await open(url)]
    const broken = store.transaction(async (transaction) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction)
      await terminate(other, rows[0]?.pid)
      await transaction.insertInto('projects').values({ name: 'lost' }).execute()
    })
    await expect(broken).rejects.toMatchObject({ code: 'store_unavailable' })
    await store.db.insertInto('projects').values({ name: 'next' }).execute()
    expect((await other.executeSql('select name from projects')).rows).toEqual([{ name: 'next' }])
    await Promise.all([store.close(), other.close()])
  })

  it('answers store_unavailable, without the password, when no server is there', async () => {
    const failing = open('postgresql://pawl:hunter2@127.0.0.1:1/pawl')
    await expect(failing).rejects.toMatchObject({ code: 'store_unavailable', retryAfterS: 1 })
    await expect(failing).rejects.toSatisfy((error: Error) => !error.message.includes('hunter2'))
  })

  it('shows where it is without the password', async () => {
    const url = new URL(await server.createDatabase())
    url.password = 'hunter2'
    const store = await open(url.href)
    expect(store.location).toContain('postgresql://pawl@localhost/')
    expect(store.location).not.toContain('hunter2')
    await store.close()
  })
})
