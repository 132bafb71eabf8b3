export { createBackupRoutes } from './backup.routes.ts'
export { type Backups, openBackups } from './open-backups.ts'
export { restoreBackup } from './restore-backup.ts'
export { assertRestored } from './restore-mark.ts'
