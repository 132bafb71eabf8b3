import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openChdb } from './open-chdb.ts'
import { openClickHouse } from './open-clickhouse.ts'
import { telemetryStoreContract } from './telemetry-store.contract.ts'
import { startHttpBridge } from './testing/http-bridge.ts'

// The engine binds one directory per process: both stores share it, each with a database of its own.
const directory = mkdtempSync(join(tmpdir(), 'pawl-contract-'))

telemetryStoreContract('the embedded engine', async () => {
  const store = await openChdb(directory)
  return {
    store,
    async close() {
      await store.command({ text: 'DROP TABLE contract' }, { kind: 'background' })
      await store.command({ text: 'DROP TABLE schema_migrations' }, { kind: 'background' })
      await store.close()
    },
  }
})

telemetryStoreContract('the HTTP interface', async () => {
  const bridge = await startHttpBridge(directory)
  const store = openClickHouse(bridge.url)
  return {
    store,
    async close() {
      await store.close()
      await bridge[Symbol.asyncDispose]()
      rmSync(directory, { recursive: true, force: true })
    },
  }
})
