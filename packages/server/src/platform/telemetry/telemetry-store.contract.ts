import { AppError } from '@pawl/core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { migrateTelemetry, type TelemetryMigration } from './migrate-telemetry.ts'
import { SqlText, sql } from './sql-literal.ts'
import type { TelemetryStore } from './telemetry-store.ts'

/** What every telemetry store promises, whichever engine is behind it. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one suite
export function telemetryStoreContract(
  name: string,
  open: () => Promise<{ readonly store: TelemetryStore; close(): Promise<void> }>,
): void {
  // biome-ignore lint/complexity/noExcessiveLinesPerFunction: one suite
  describe(`telemetry store over ${name}`, () => {
    let store: TelemetryStore
    let close: () => Promise<void>
    const interactive = { kind: 'interactive' } as const

    beforeAll(async () => {
      const opened = await open()
      store = opened.store
      close = () => opened.close()
      await store.command(
        sql`CREATE TABLE contract (id UInt64, text String, big UInt64, list Array(String), at DateTime64(9, 'UTC'))
            ENGINE = MergeTree ORDER BY id SETTINGS fsync_after_insert = 1`,
        { kind: 'background' },
      )
    })
    afterAll(() => close())

    const columns = ['id', 'text', 'big', 'list', 'at']
    const insert = (rows: readonly (readonly unknown[])[]) =>
      store.insert({
        table: 'contract',
        columns,
        format: 'JSONCompactEachRow',
        rows: new TextEncoder().encode(rows.map((row) => `${JSON.stringify(row)}\n`).join('')),
      })

    it('gives back what was inserted, whatever is in it', async () => {
      const text = 'quote \' " \\ newline \n tab \t nul \0 退款 🙂 -- /* */ ; {x:String} %'
      await insert([[1, text, '18446744073709551615', ['a', "b'"], '1766000000.123456789']])
      const [row] = await store.query<Record<string, unknown>>(
        sql`SELECT text, toString(big) AS big, list, toString(toUnixTimestamp64Nano(at)) AS ns FROM contract WHERE text = ${text}`,
        interactive,
      )
      expect(row).toEqual({ text, big: '18446744073709551615', list: ['a', "b'"], ns: '1766000000123456789' })
    })

    it('gives back what was inserted as CSV, whatever is in it', async () => {
      const text = 'csv \' " \\ \\N newline \n\r\n, tab \t nul \0 \x1e 退款 🙂 ""'
      const field = (value: string) => `"${value.replaceAll('"', '""')}"`
      const rows = `2,${field(text)},,${field(`['a','b\\'"','c\\\\']`)},1766000000.123456789\n`
      await store.insert({ table: 'contract', columns, format: 'CSV', rows: new TextEncoder().encode(rows) })
      const [row] = await store.query<Record<string, unknown>>(
        sql`SELECT text, toString(big) AS big, list, toString(toUnixTimestamp64Nano(at)) AS ns FROM contract WHERE id = 2`,
        interactive,
      )
      expect(row).toEqual({ text, big: '0', list: ['a', `b'"`, 'c\\'], ns: '1766000000123456789' })
    })

    it('shows rows as soon as the insert has answered, all of them or none', async () => {
      await insert(Array.from({ length: 5000 }, (_, index) => [index + 100, 'many', 0, [], '0.000000000']))
      const [row] = await store.query<{ n: number }>(
        sql`SELECT count() AS n FROM contract WHERE text = ${'many'}`,
        interactive,
      )
      expect(row).toEqual({ n: 5000 })
    })

    it('refuses rows that do not fit without keeping any, and without quoting them', async () => {
      const secret = 'sk-live-must-not-be-logged'
      const bad = insert([
        [9001, 'fits', 0, [], '0.000000000'],
        [secret, 'does not', 0, [], '0.000000000'],
      ])
      const error = await bad.then(
        () => undefined,
        (caught: unknown) => caught,
      )
      expect(AppError.isInstance(error) && error.code).toBe('store_unavailable')
      expect(String(error)).not.toContain(secret)
      expect(await store.query(sql`SELECT id FROM contract WHERE id = 9001`, interactive)).toEqual([])
    })

    it('streams many rows', async () => {
      let sum = 0
      for await (const row of store.stream<{ n: number }>(sql`SELECT number AS n FROM numbers(200000)`, {
        kind: 'background',
      })) {
        sum += row.n
      }
      expect(sum).toBe((199_999 * 200_000) / 2)
    })

    it('ends a query at its limit of time or memory with a clear sentence', async () => {
      const slow = store.query(sql`SELECT count() FROM numbers(100000000000) WHERE sipHash64(number) % 7 = 1`, {
        ...interactive,
        maxDurationMs: 300,
      })
      await expect(slow).rejects.toMatchObject({ code: 'query_too_expensive' })
      const large = store.query(sql`SELECT groupArray(number) FROM numbers(10000000000)`, {
        ...interactive,
        settings: { max_memory_usage: 50_000_000 },
      })
      await expect(large).rejects.toMatchObject({ code: 'query_too_expensive' })
    })

    it('ends a query in the engine when its caller leaves', async () => {
      const leaving = new AbortController()
      const running = store.query(sql`SELECT count() FROM numbers(100000000000) WHERE sipHash64(number) % 7 = 1`, {
        ...interactive,
        signal: leaving.signal,
      })
      setTimeout(() => leaving.abort(), 300)
      await expect(running).rejects.toMatchObject({ message: expect.stringContaining('cancelled') })
      // The embedded engine lists a killed statement until its connection is used again.
      const left = sql`SELECT query FROM system.processes
        WHERE query LIKE '%100000000000%' AND query NOT LIKE '%system.processes%' AND NOT is_cancelled`
      await vi.waitFor(async () => expect(await store.query(left, interactive)).toEqual([]), { timeout: 30_000 })
    })

    it('answers a quick query while slow ones of another kind run', async () => {
      const leaving = new AbortController()
      let isSlowOneDone = false
      const slow = store
        .query(sql`SELECT count() FROM numbers(100000000000) WHERE sipHash64(number) % 7 = 1`, {
          kind: 'heavy',
          signal: leaving.signal,
        })
        .catch(() => undefined)
        .finally(() => {
          isSlowOneDone = true
        })
      await new Promise((resolve) => setTimeout(resolve, 100))
      await store.query(sql`SELECT 1`, interactive)
      expect(isSlowOneDone).toBe(false)
      leaving.abort()
      await slow
    })

    it('applies migrations once, and refuses data newer than the program', async () => {
      const migration = (version: number): TelemetryMigration => ({
        version,
        name: `step ${version}`,
        statements: [`CREATE TABLE IF NOT EXISTS step_${version} (x UInt8) ENGINE = MergeTree ORDER BY x`],
      })
      await migrateTelemetry(store, [migration(1)])
      await migrateTelemetry(store, [migration(1), migration(2)])
      await migrateTelemetry(store, [migration(1), migration(2)])
      expect(
        await store.query(new SqlText('SELECT version FROM schema_migrations ORDER BY version'), interactive),
      ).toEqual([{ version: 1 }, { version: 2 }])
      await expect(migrateTelemetry(store, [migration(1)])).rejects.toMatchObject({ code: 'data_newer_than_program' })
    })
  })
}
