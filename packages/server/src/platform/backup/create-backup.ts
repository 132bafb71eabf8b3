import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError, type BackupManifest, type CreatedBackup, summariseBackup } from '@pawl/core'
import { isFullDisk } from '../system-error/index.ts'
import { sql } from '../telemetry/index.ts'
import type { BackupsContext } from './backups-context.ts'
import { dumpControl } from './dump-control.ts'
import { type FrozenTable, forgetFrozen, freezeTelemetry, takeFrozen } from './freeze-telemetry.ts'
import { manifestName } from './read-backup.ts'

/**
 * Both stores under one id, while the server goes on. The control data is as it is at one moment, and the telemetry as it is right after:
 * whatever a run, a proof or a verdict speaks of is there.
 *
 * The manifest is written last: a directory without one is a backup that was broken off.
 */
export async function createBackup(context: BackupsContext): Promise<CreatedBackup> {
  const { control, telemetry, directory, now } = context
  const startedMs = performance.now()
  const createdAt = now()
  const id = `${createdAt
    .toISOString()
    .replace(/[-:]|\.\d+/g, '')
    .toLowerCase()}-${randomBytes(4).toString('hex')}`
  const unfinished = join(directory, `${id}.unfinished`)
  await mkdir(unfinished, { recursive: true, mode: 0o700 })
  try {
    let frozen: readonly FrozenTable[] = []
    const controlPart = await dumpControl(control, {
      directory: join(unfinished, 'control'),
      async afterSnapshot() {
        frozen = await freezeTelemetry({ ...context, id })
      },
    })
    const migrations = await telemetry.query<{ version: number }>(
      sql`SELECT DISTINCT version FROM schema_migrations ORDER BY version`,
      { kind: 'background' },
    )
    const manifest: BackupManifest = {
      format: 1,
      id,
      createdAt: createdAt.toISOString(),
      version: context.version,
      control: controlPart,
      telemetry: {
        migrations: migrations.map(({ version }) => version),
        tables: await takeFrozen(frozen, join(unfinished, 'telemetry')),
      },
    }
    await writeDurably(join(unfinished, manifestName), `${JSON.stringify(manifest, null, 2)}\n`)
    const finished = join(directory, id)
    await rename(unfinished, finished)
    return { ...summariseBackup(manifest, finished), durationMs: performance.now() - startedMs }
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    throw isFullDisk(error) ? diskFull(error) : error
  } finally {
    await forgetFrozen(telemetry, id)
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600 })
  const file = await open(path)
  await file.sync().finally(() => file.close())
}

const diskFull = (cause: unknown): AppError =>
  new AppError('disk_full', 'There is no room for the backup; what was written of it is removed again.', {
    fix: 'Free disk space, or put backups elsewhere with PAWL_BACKUP_DIR.',
    cause,
  })
