import { rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@pawl/core'

const pathIn = (dataDir: string): string => join(dataDir, 'restore-unfinished')

/** From now on nothing serves from this directory. */
export const markUnfinished = (dataDir: string): Promise<void> =>
  writeFile(pathIn(dataDir), 'A restore into this directory has begun and not ended.\n', { mode: 0o600 })

export const markFinished = (dataDir: string): Promise<void> => rm(pathIn(dataDir))

/** @throws AppError `bad_configuration` for a directory into which a backup was restored in part only */
export async function assertRestored(dataDir: string): Promise<void> {
  const isUnfinished = (await stat(pathIn(dataDir)).catch(() => null)) !== null
  if (!isUnfinished) return
  throw new AppError(
    'bad_configuration',
    `A restore into ${dataDir} was broken off: what is there is not the whole backup.`,
    {
      fix: 'Remove that directory and restore again.',
    },
  )
}
