import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrateTelemetry, openChdb, type SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'
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

/** The same, where every insert stays a part of its own and so every version a row, for as long as merges are stopped. */
export async function openUnmergedTelemetry(): Promise<TelemetryStore & AsyncDisposable> {
  const store = await openTemporaryTelemetry()
  await stopMerges(store)
  return store
}

/** All parts become one, in which text indexes are built, and then again nothing is merged. */
export async function mergeOnce(store: TelemetryStore, table: SqlText): Promise<void> {
  await store.command(sql`SYSTEM START MERGES`, { kind: 'background' })
  await store.command(sql`OPTIMIZE TABLE ${table} FINAL`, { kind: 'background' })
  await stopMerges(store)
}

const stopMerges = (store: TelemetryStore) => store.command(sql`SYSTEM STOP MERGES`, { kind: 'background' })
