import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { onCluster } from './platform/telemetry/on-cluster.ts'
import { openClickHouse } from './platform/telemetry/open-clickhouse.ts'
import { sql } from './platform/telemetry/sql-literal.ts'
import { telemetryStoreContract } from './platform/telemetry/telemetry-store.contract.ts'
import { bridgedCluster, startHttpBridge } from './platform/telemetry/testing/http-bridge.ts'
import { runMigrations } from './runs/index.ts'
import { traceMigrations } from './traces/index.ts'

const statements = [...traceMigrations, ...runMigrations].flatMap(({ statements }) => statements)
const tables = statements.filter((text) => text.trim().startsWith('CREATE TABLE'))
const only = (text: string): string => {
  const [first, ...others] = onCluster(text, 'c')
  expect(others).toEqual([])
  return first ?? ''
}

describe('a statement on a cluster', () => {
  it.each(tables.map((text) => [/EXISTS (\w+)/.exec(text)?.[1] ?? '', text]))(
    'keeps all versions of a row of %s on one shard: it is chosen by a part of their key',
    (name, text) => {
      const [local, distributed, ...others] = onCluster(text, 'c')
      expect(others).toEqual([])
      expect(local).toMatch(new RegExp(`^CREATE TABLE IF NOT EXISTS ${name}_local ON CLUSTER 'c' \\(`))
      const [, kind = '', columns = ''] = /ENGINE = (\w*)MergeTree(?:\((.*)\))?/.exec(text) ?? []
      const path = "'/clickhouse/tables/{shard}/{database}/{table}', '{replica}'"
      expect(local).toContain(`ENGINE = Replicated${kind}MergeTree(${columns === '' ? path : `${path}, ${columns}`})`)
      const [, column = ''] = /cityHash64\((\w+)\)\)$/.exec(distributed ?? '') ?? []
      const key = /ORDER BY \(?([^)\n]+)/.exec(text)?.[1]?.split(', ')
      expect(key).toContain(column)
      expect(distributed).toContain(`CREATE TABLE IF NOT EXISTS ${name} ON CLUSTER 'c' AS ${name}_local`)
    },
  )

  it('keeps the spans of a trace with its summary', () => {
    for (const name of ['spans', 'traces', 'log_records']) {
      const text = tables.find((each) => each.includes(`EXISTS ${name} (`)) ?? ''
      expect(onCluster(text, 'c')[1]).toContain(`'${name}_local', cityHash64(trace_id))`)
    }
  })

  it('adds a column to the tables that hold rows, then to the one that shows them', () => {
    const text = 'ALTER TABLE spans ADD COLUMN IF NOT EXISTS checks UInt8'
    expect(onCluster(text, 'c')).toEqual([
      "ALTER TABLE spans_local ON CLUSTER 'c' ADD COLUMN IF NOT EXISTS checks UInt8",
      "ALTER TABLE spans ON CLUSTER 'c' ADD COLUMN IF NOT EXISTS checks UInt8",
    ])
  })

  it('changes and deletes rows where they are, by what all shards hold', () => {
    expect(only('TRUNCATE TABLE rollup_hours')).toBe("TRUNCATE TABLE rollup_hours_local ON CLUSTER 'c'")
    expect(
      only(
        "DELETE FROM blobs IN PARTITION ID '1' WHERE sha256 IN (SELECT a) AND sha256 NOT IN (SELECT b) AND c IN ('x')",
      ),
    ).toBe(
      "DELETE FROM blobs_local ON CLUSTER 'c' IN PARTITION ID '1' WHERE sha256 GLOBAL IN (SELECT a) AND sha256 GLOBAL NOT IN (SELECT b) AND c IN ('x')",
    )
    expect(only("ALTER TABLE trials UPDATE output = '' WHERE true")).toBe(
      "ALTER TABLE trials_local ON CLUSTER 'c' UPDATE output = '' WHERE true",
    )
  })

  it('leaves what somebody wrote as it is', () => {
    const said = "it's IN (SELECT 1) \\' FROM system.parts"
    const { text } = sql`SELECT * FROM spans WHERE name = ${said}`
    expect(only(text)).toBe(text)
    expect(only(sql`DELETE FROM spans WHERE name = ${said}`.text)).toContain(sql`${said}`.text)
  })

  it('refuses a statement of which nobody has said what it is there', () => {
    expect(() => onCluster('RENAME TABLE spans TO others', 'c')).toThrow('nobody has said')
  })
})

telemetryStoreContract('a cluster of one', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'pawl-cluster-'))
  const bridge = await startHttpBridge(directory, { isCluster: true })
  const store = openClickHouse(bridge.url, bridgedCluster)
  return {
    store,
    async close() {
      await store.close()
      await bridge[Symbol.asyncDispose]()
      rmSync(directory, { recursive: true, force: true })
    },
  }
})
