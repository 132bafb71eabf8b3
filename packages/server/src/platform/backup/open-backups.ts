import { AppError, type CreatedBackup, type ListedBackup } from '@pawl/core'
import type { BackupsContext } from './backups-context.ts'
import { createBackup } from './create-backup.ts'
import { listBackups } from './read-backup.ts'

export interface Backups {
  readonly directory: string
  /** @throws AppError `conflict` while another one is being made; `disk_full`; `bad_configuration` for a ClickHouse server */
  create(): Promise<CreatedBackup>
  list(): Promise<readonly ListedBackup[]>
}

export function openBackups(context: BackupsContext): Backups {
  let isBusy = false
  return {
    directory: context.directory,
    async create() {
      if (isBusy) throw new AppError('conflict', 'A backup is being made already.', { fix: 'Wait until it has ended.' })
      isBusy = true
      try {
        return await createBackup(context)
      } finally {
        isBusy = false
      }
    },
    list: () => listBackups(context.directory),
  }
}
