import { type BackupSummary, backupListSchema, createdBackupSchema, type ListedBackup } from '@pawl/core'
import type { CommandContext } from '../command-context.ts'
import { formatAmount, formatBytes, formatCount, formatDuration, formatTime } from '../layout/format-value.ts'
import { type Column, renderTable } from '../layout/table.ts'
import { loadServer } from '../load-server.ts'

export async function makeBackup(context: CommandContext): Promise<void> {
  const made = await context.api.fetchAnswer('/api/backups', createdBackupSchema, { method: 'POST' })
  context.printResult(made, () => `${made.directory}\n`)
  context.note(`${sizeOf(made)} in ${formatDuration(made.durationMs)}. Copy it to another disk: this one may fail.`)
  context.note(
    'Stored keys of model providers, secrets and webhooks open only with secret.key of the data directory, or PAWL_SECRET_KEY, which is not in it.',
  )
}

export async function listBackups(context: CommandContext): Promise<void> {
  const list = await context.api.fetchAnswer('/api/backups', backupListSchema)
  context.printResult(list, () =>
    list.backups.length === 0
      ? `There is no backup in ${list.directory}. Make one with: pawl backup create\n`
      : renderTable(list.backups, columns, { width: context.terminal.columns, paint: context.paint }),
  )
  for (const { problem } of list.backups) if (problem !== null) context.note(problem)
}

export interface RestoreOptions {
  readonly dataDir: string
  readonly postgresUrl?: string
}

/** In this process: no server may run on the directory yet. */
export async function restoreFrom(context: CommandContext, directory: string, options: RestoreOptions): Promise<void> {
  const { restoreServer } = await loadServer()
  const restored = await restoreServer(directory, { ...options })
  context.printResult(
    restored,
    () => `Restored ${restored.id} into ${options.dataDir}: ${sizeOf(restored)}, every table counted.\n`,
  )
  context.note(`Start it with: pawl serve --data-dir ${options.dataDir}`)
}

const sizeOf = ({ controlRows, telemetryRows, bytes }: BackupSummary): string =>
  `${formatAmount(controlRows, 'row')} of control data and ${formatCount(telemetryRows)} of telemetry, ${formatBytes(bytes)}`

const columns: readonly Column<ListedBackup>[] = [
  { title: 'ID', cell: ({ id }) => id, color: () => 'cyan' },
  { title: 'WHEN', cell: ({ createdAt }) => (createdAt === null ? '' : formatTime(createdAt)) },
  {
    title: 'SIZE',
    cell: ({ bytes }) => (bytes === null ? 'incomplete' : formatBytes(bytes)),
    align: 'right',
    color: ({ problem }) => (problem === null ? undefined : 'yellow'),
  },
  { title: 'WHERE', cell: ({ directory }) => directory, minWidth: 20 },
]
