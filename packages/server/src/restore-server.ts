import { AppError, type BackupSummary } from '@pawl/core'
import { type ConfigOverrides, loadConfig } from './config.ts'
import { openTelemetry } from './open-stores.ts'
import { restoreBackup } from './platform/backup/index.ts'
import { createProcessLogger } from './platform/log/index.ts'

/**
 * Brings a backup back into the data directory of the configuration, which has to be empty; its control data into PostgreSQL where that is
 * set. A server can then be started from there.
 *
 * @throws AppError as `restoreBackup` does; `bad_configuration` where telemetry is set to go to a ClickHouse server
 */
export async function restoreServer(directory: string, overrides: ConfigOverrides = {}): Promise<BackupSummary> {
  const config = loadConfig({ overrides })
  if (config.clickhouseUrl !== null) {
    throw new AppError('bad_configuration', 'A backup holds files of the embedded telemetry engine.', {
      fix: 'Restore without a ClickHouse server; what one holds is backed up and restored there.',
    })
  }
  return restoreBackup({
    directory,
    dataDir: config.dataDir,
    postgresUrl: config.postgresUrl,
    log: createProcessLogger(config),
    openTelemetry: (dataDir, migrations) =>
      openTelemetry({ dataDir, clickhouseUrl: null, clickhouseCluster: null }, migrations),
  })
}
