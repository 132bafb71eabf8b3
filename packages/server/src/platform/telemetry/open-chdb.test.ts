import { mkdtempSync, rmSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { layRows, takeRowsAway } from './lay-rows.ts'
import { openChdb } from './open-chdb.ts'
import { sql } from './sql-literal.ts'

const parent = mkdtempSync(join(tmpdir(), 'pawl-odd-'))
afterAll(() => rmSync(parent, { recursive: true, force: true }))

/** Files of rows on their way into the engine, inside the data directory or beside it. */
async function rowFiles(): Promise<readonly string[]> {
  const beside = (await readdir(tmpdir())).filter((name) => name.startsWith('pawl-inserts-'))
  const places = [parent, ...beside.map((name) => join(tmpdir(), name))]
  const names = await Promise.all(places.map((place) => readdir(place, { recursive: true })))
  return names.flat().filter((name) => name.endsWith('.rows'))
}

it('stores what it acknowledges in a directory whose name is a pattern to the engine, and keeps no copy', async () => {
  const store = await openChdb(join(parent, "it's {1..2} of *"))
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
