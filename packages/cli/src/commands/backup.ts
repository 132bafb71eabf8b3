import type { Command } from 'commander'
import { listBackups, makeBackup, type RestoreOptions, restoreFrom } from '../backup/backups.ts'
import { contextOf, type ProgramContext } from '../command-context.ts'

export function addBackupCommands(program: Command, programContext: ProgramContext): void {
  const backup = program.command('backup').description('back up a whole server while it runs, and bring it back')
  backup
    .command('create')
    .description('make a backup on the disk of the server (PAWL_BACKUP_DIR), and print where it is')
    .action(async (_options: unknown, command: Command) => {
      await makeBackup(contextOf(command, programContext))
    })
  backup
    .command('list')
    .description('list the backups of the server, newest first')
    .action(async (_options: unknown, command: Command) => {
      await listBackups(contextOf(command, programContext))
    })
  backup
    .command('restore <directory>')
    .description(
      'bring a backup back into an empty data directory; everything is checked and counted before a server may start on it',
    )
    .requiredOption('--data-dir <directory>', 'the new data directory')
    .option('--postgres-url <url>', 'put the control data there instead: an empty database (PAWL_POSTGRES_URL)')
    .action(async (directory: string, options: RestoreOptions, command: Command) => {
      await restoreFrom(contextOf(command, programContext), directory, options)
    })
}
