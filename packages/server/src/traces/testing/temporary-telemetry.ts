import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrateTelemetry, openChdb, type TelemetryStore } from '../../platform/telemetry/index.ts'
import { traceMigrations } from '../traces.migrations.ts'

/** A migrated store on the embedded engine, gone with the test. One a process: the engine binds its directory. */
export async function openTemporaryTelemetry(): Promise<TelemetryStore & AsyncDisposable> {
  const directory = mkdtempSync(join(tmpdir(), 'pawl-telemetry-'))
  const store = await openChdb(directory)
  await migrateTelemetry(store, traceMigrations)
  return Object.assign(store, {
    [Symbol.asyncDispose]: async () => {
      await store.close()
      rmSync(directory, { recursive: true, force: true })
    },
  })
}
