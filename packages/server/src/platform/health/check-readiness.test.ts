import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openControlStore } from '../control/index.ts'
import { DiskGuard } from '../disk/index.ts'
import { createLogger } from '../log/index.ts'
import { openClickHouse } from '../telemetry/index.ts'
import { createReadinessReader } from './check-readiness.ts'
import { Lifecycle } from './lifecycle.ts'

it('says every reason why it should get no requests, and nothing of addresses and passwords', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'pawl-ready-'))
  const log = createLogger({ level: 'error', write: () => undefined })
  const control = await openControlStore({ dataDir, postgresUrl: null }, { log })
  const telemetry = openClickHouse('http://operator:hunter2@127.0.0.1:9/pawl')
  const disk = await DiskGuard.start({ dataDir, minFreeBytes: 1e9, readFreeBytes: () => Promise.resolve(1e6) })
  try {
    const read = createReadinessReader({
      ...{ lifecycle: new Lifecycle(), control, telemetry, disk },
      ingestFailure: () => 'the ingest has stopped',
    })
    const { ready, state, reasons } = await read()
    expect({ ready, state }).toEqual({ ready: false, state: 'starting' })
    expect(reasons).toEqual([
      'it is starting',
      'the telemetry store cannot be reached (store_unavailable)',
      'the disk is nearly full, and telemetry is not taken in',
      'the ingest has stopped',
    ])
  } finally {
    disk.close()
    await telemetry.close()
    await control.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
})

it('does not wait for ever for a store that does not answer', async () => {
  const lifecycle = new Lifecycle()
  lifecycle.started()
  const read = createReadinessReader({
    lifecycle,
    control: { executeSql: () => new Promise(() => undefined) },
    telemetry: { query: () => Promise.resolve([]) },
    disk: { state: () => ({ freeBytes: null, minFreeBytes: 0, ingestPaused: false }) },
    ingestFailure: () => null,
    maxWaitMs: 20,
  })
  expect((await read()).reasons).toEqual(['the control store did not answer within 20 ms'])
})
