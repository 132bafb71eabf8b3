import { mkdtempSync, rmSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { layRows, takeRowsAway } from './lay-rows.ts'
import { openChdb } from './open-chdb.ts'
import { type SqlText, sql } from './sql-literal.ts'

const parent = mkdtempSync(join(tmpdir(), 'pawl-odd-'))
afterAll(() => rmSync(parent, { recursive: true, force: true }))

const directory = join(parent, "it's {1..2} of *")

/** Files of rows on their way into the engine, inside the data directory or beside it. */
async function rowFiles(): Promise<readonly string[]> {
  const beside = (await readdir(tmpdir())).filter((name) => name.startsWith('pawl-inserts-'))
  const places = [parent, ...beside.map((name) => join(tmpdir(), name))]
  const names = await Promise.all(places.map((place) => readdir(place, { recursive: true })))
  return names.flat().filter((name) => name.endsWith('.rows'))
}

it('stores what it acknowledges in a directory whose name is a pattern to the engine, and keeps no copy', async () => {
  const store = await openChdb(directory)
  await store.command(sql`CREATE TABLE odd (text String) ENGINE = MergeTree ORDER BY text`, { kind: 'background' })
  const insert = (rows: string) =>
    store.insert({ table: 'odd', columns: ['text'], format: 'CSV', rows: new TextEncoder().encode(rows) })
  await insert('"kept"\n')
  await expect(insert('"refused","one column too many"\n')).rejects.toThrow()
  const laid = await layRows(store.rowsDirectory ?? '', new TextEncoder().encode('"laid"\n'))
  await store.insert({ table: 'odd', columns: ['text'], format: 'CSV', rows: laid })
  await takeRowsAway(laid)
  expect(await store.query(sql`SELECT text FROM odd ORDER BY text`, { kind: 'interactive' })).toEqual([
    { text: 'kept' },
    { text: 'laid' },
  ])
  expect(await rowFiles()).toEqual([])
  await store.close()
})

it('syncs what a merge or a rewrite wrote before what it was made of goes', async () => {
  const store = await openChdb(directory)
  const command = (statement: SqlText) => store.command(statement, { kind: 'background' })
  const syncs = async () => {
    const [row] = await store.query<{ count: string }>(
      sql`SELECT sum(value) AS count FROM system.events WHERE event IN ('FileSync', 'DirectorySync')`,
      { kind: 'interactive' },
    )
    return Number(row?.count)
  }
  await command(sql`CREATE TABLE merged (n UInt64) ENGINE = MergeTree ORDER BY n`)
  await command(sql`INSERT INTO merged SELECT number FROM numbers(10)`)
  await command(sql`INSERT INTO merged SELECT number FROM numbers(10)`)
  const before = await syncs()
  await command(sql`OPTIMIZE TABLE merged FINAL`)
  const merged = await syncs()
  expect(merged).toBeGreaterThan(before)
  await command(sql`ALTER TABLE merged DELETE WHERE n = 1 SETTINGS mutations_sync = 1`)
  expect(await syncs()).toBeGreaterThan(merged)
  await store.close()
})

it('ends a long stream when it is closed', async () => {
  const store = await openChdb(directory)
  const rows = store.stream(sql`SELECT number FROM numbers(100000000)`, { kind: 'background' })[Symbol.asyncIterator]()
  expect(await rows.next()).toEqual({ done: false, value: { number: 0 } })
  await store.close()
  const rest = async () => {
    while ((await rows.next()).done !== true);
  }
  await expect(rest()).rejects.toMatchObject({ code: 'store_unavailable' })
})
