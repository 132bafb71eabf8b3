import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import {
  AppError,
  type BackupManifest,
  backupIdSchema,
  backupManifestSchema,
  jsonOrUndefined,
  type ListedBackup,
  summariseBackup,
} from '@pawl/core'
import { sha256 } from '../hash/index.ts'
import { hashOfFile } from './hash-of-file.ts'

export const manifestName = 'backup.json'

/** Newest first. What was broken off, or is of a newer program, is among them with what is wrong: one bad one hides no good one. */
export async function listBackups(directory: string): Promise<ListedBackup[]> {
  const names = await readdir(directory).catch(() => [])
  const ids = names.filter((name) => backupIdSchema.safeParse(name).success)
  return await Promise.all(
    ids
      .sort()
      .reverse()
      .map((id) => lookAt(id, join(directory, id))),
  )
}

async function lookAt(id: string, path: string): Promise<ListedBackup> {
  try {
    return { ...summariseBackup(await readManifest(path), path), problem: null }
  } catch (error) {
    if (!AppError.isInstance(error)) throw error
    const unknown = { createdAt: null, version: null, controlRows: null, telemetryRows: null, bytes: null }
    return { id, directory: path, ...unknown, problem: error.message }
  }
}

/** @throws AppError `not_found` where there is no backup, `bad_request` for one of a newer program */
export async function readManifest(directory: string): Promise<BackupManifest> {
  const text = await readFile(join(directory, manifestName), 'utf8').catch(() => null)
  if (text === null) {
    throw new AppError('not_found', `${directory} is no backup: it has no ${manifestName}.`, {
      fix: 'Name the directory that `pawl backup create` printed. One without that file was broken off.',
    })
  }
  const manifest = backupManifestSchema.safeParse(jsonOrUndefined(text))
  if (manifest.success) return manifest.data
  throw new AppError('bad_request', `${join(directory, manifestName)} is not a manifest that this program can read.`, {
    fix: 'Restore with a Pawl at least as new as the one that made the backup.',
  })
}

/**
 * Reads every file of the control data, and of the telemetry the sizes and the engine's own hashes.
 *
 * @throws AppError `bad_request` that names the first file that is missing or not as it was written
 */
export async function checkFiles(directory: string, { control, telemetry }: BackupManifest): Promise<void> {
  for (const { file } of control.tables) {
    const path = join(directory, 'control', file.name)
    if ((await hashOfFile(path).catch(() => null)) !== file.sha256) throw damaged(path)
  }
  for (const table of telemetry.tables) {
    for (const part of table.parts) {
      const path = join(directory, 'telemetry', table.name, part.name)
      const { files, bytes } = await measure(path)
      if (files !== part.files || bytes !== part.bytes) throw damaged(path)
      if (sha256(await readFile(join(path, 'checksums.txt'))) !== part.checksums) throw damaged(path)
    }
  }
}

const damaged = (path: string): AppError =>
  new AppError('bad_request', `${path} is missing or not as it was when the backup was made.`, {
    fix: 'Copy the backup again, whole, or take another one.',
  })

async function measure(directory: string): Promise<{ files: number; bytes: number }> {
  let [files, bytes] = [0, 0]
  for (const entry of await readdir(directory, { withFileTypes: true, recursive: true }).catch(() => [])) {
    if (entry.isDirectory()) continue
    files++
    bytes += (await stat(join(entry.parentPath, entry.name))).size
  }
  return { files, bytes }
}
