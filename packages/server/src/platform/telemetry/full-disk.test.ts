import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { layRows, takeRowsAway } from './lay-rows.ts'
import { openChdb } from './open-chdb.ts'
import { sql } from './sql-literal.ts'

const parent = mkdtempSync(join(tmpdir(), 'pawl-full-'))
afterAll(() => rmSync(parent, { recursive: true, force: true }))

const columns = ['text']
const rows = new TextEncoder().encode('"kept"\n')
const full = { code: 'disk_full', retryAfterS: expect.any(Number) }

// Whatever is written there finds no space left.
it.skipIf(!existsSync('/dev/full'))(
  'says that the disk is full, keeps nothing of it, and goes on once there is space',
  async () => {
    const store = await openChdb(join(parent, 'telemetry'))
    const directory = store.rowsDirectory ?? ''
    await store.command(sql`CREATE TABLE rows (text String) ENGINE = MergeTree ORDER BY text`, { kind: 'background' })
    const insert = () => store.insert({ table: 'rows', columns, format: 'CSV', rows })
    await symlink('/dev/full', join(directory, '1.rows'))
    await symlink('/dev/full', join(directory, 'laid-1.rows'))
    await expect(insert()).rejects.toMatchObject(full)
    await expect(layRows(directory, rows)).rejects.toMatchObject(full)
    expect(await store.query(sql`SELECT text FROM rows`, { kind: 'interactive' })).toEqual([])

    await insert()
    const laid = await layRows(directory, rows)
    await store.insert({ table: 'rows', columns, format: 'CSV', rows: laid })
    await takeRowsAway(laid)
    expect(await store.query(sql`SELECT text FROM rows`, { kind: 'interactive' })).toEqual([
      { text: 'kept' },
      { text: 'kept' },
    ])
    await store.close()
  },
)
