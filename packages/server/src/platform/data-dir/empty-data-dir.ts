import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { lockDataDir } from './lock-data-dir.ts'

/**
 * Removes everything in a data directory, which it creates when missing.
 *
 * @throws AppError `already_running` while a process uses it: nothing is removed then
 */
export async function emptyDataDir(dataDir: string): Promise<void> {
  const lock = await lockDataDir(dataDir)
  try {
    for (const name of await readdir(dataDir)) {
      if (name !== lock.fileName) await rm(join(dataDir, name), { recursive: true, force: true })
    }
  } finally {
    await lock.release()
  }
}
