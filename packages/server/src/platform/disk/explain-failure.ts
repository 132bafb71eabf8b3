import { statfs } from 'node:fs/promises'
import { AppError } from '@pawl/core'
import { isFullDisk } from '../system-error/index.ts'

/** Without so much a store cannot even be opened. */
const leastBytes = 1024 ** 2

/**
 * What a start failed of. On a full disk every part of it fails in its own words, of which few name the disk: then `disk_full`
 * with the failure as its cause, else the failure itself.
 */
export async function explainFailure(failure: unknown, directory: string): Promise<unknown> {
  const isOwn = AppError.isInstance(failure) && failure.code !== 'store_unavailable'
  if (isOwn || !(isFullDisk(failure) || (await isFull(directory)))) return failure
  return new AppError('disk_full', 'The disk of the data directory is full: nothing can be opened there.', {
    where: directory,
    fix: 'Free some disk space, and start again; nothing of what is stored is lost.',
    cause: failure,
  })
}

async function isFull(directory: string): Promise<boolean> {
  const found = await statfs(directory).catch(() => null)
  // Some file systems do not tell how large they are.
  return found !== null && found.blocks > 0 && found.bavail * found.bsize < leastBytes
}
