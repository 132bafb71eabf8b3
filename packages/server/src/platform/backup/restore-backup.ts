import { readdir } from 'node:fs/promises'
import { AppError, type BackupSummary, summariseBackup } from '@pawl/core'
import { type ControlStore, openControlStore } from '../control/index.ts'
import { lockDataDir } from '../data-dir/index.ts'
import type { Logger } from '../log/index.ts'
import type { TelemetryStore } from '../telemetry/index.ts'
import { checkFiles, readManifest } from './read-backup.ts'
import { restoreControl } from './restore-control.ts'
import { markFinished, markUnfinished } from './restore-mark.ts'
import { restoreTelemetry } from './restore-telemetry.ts'

export interface RestoreRequest {
  /** Of one backup. */
  readonly directory: string
  /** Empty, or not there yet. */
  readonly dataDir: string
  /** Where the control data goes; null for the data directory. */
  readonly postgresUrl: string | null
  readonly log: Logger
  /** Opens the embedded engine with the tables as these migrations left them. */
  readonly openTelemetry: (dataDir: string, migrations: readonly number[]) => Promise<TelemetryStore>
}

/**
 * Brings a backup back into an empty directory. Every file is looked at before anything is written, every table is counted after;
 * until all counts are right, no server starts from the directory.
 *
 * @throws AppError `bad_request` for a damaged backup, `conflict` where there is data already, `data_newer_than_program`
 */
export async function restoreBackup(request: RestoreRequest): Promise<BackupSummary> {
  const { directory, dataDir, log } = request
  const manifest = await readManifest(directory)
  await checkFiles(directory, manifest)
  await assertEmpty(dataDir)
  const lock = await lockDataDir(dataDir)
  try {
    await markUnfinished(dataDir)
    const control = await openControlStore(request, { log, only: manifest.control.migrations })
    try {
      await assertNoRows(control)
      await restoreControl(control, directory, manifest.control)
    } finally {
      await control.close()
    }
    const telemetry = await request.openTelemetry(dataDir, manifest.telemetry.migrations)
    try {
      await restoreTelemetry(telemetry, directory, manifest.telemetry)
    } finally {
      await telemetry.close()
    }
    await markFinished(dataDir)
  } finally {
    await lock.release()
  }
  return summariseBackup(manifest, directory)
}

async function assertEmpty(dataDir: string): Promise<void> {
  const names = await readdir(dataDir).catch(() => [])
  if (names.length === 0) return
  throw new AppError('conflict', `${dataDir} is not empty: a backup is restored into an empty directory only.`, {
    fix: 'Name another directory with --data-dir, or move that one away.',
  })
}

/** A PostgreSQL database is somebody's choice: what is in it is never written over. */
async function assertNoRows(control: ControlStore): Promise<void> {
  const { rows } = await control.executeSql('select count(*)::int as count from projects')
  if (rows[0]?.count === 0) return
  throw new AppError('conflict', `The database ${control.location} has data of Pawl already.`, {
    fix: 'Restore into an empty database.',
  })
}
