import { join } from 'node:path'
import type { Config } from './config.ts'
import { openControlStore } from './platform/control/index.ts'
import type { Logger } from './platform/log/index.ts'
import {
  migrateTelemetry,
  openChdb,
  openClickHouse,
  type TelemetryStore,
  telemetryNewerThanProgram,
} from './platform/telemetry/index.ts'
import { measureTelemetry, type Vitals } from './platform/vitals/index.ts'
import { runMigrations } from './runs/index.ts'
import type { Shutdown } from './shutdown.ts'
import { traceMigrations } from './traces/index.ts'

const telemetryMigrations = [...traceMigrations, ...runMigrations]

/** Both stores, brought to the program's version; whichever opens is closed at the end, also when the other one fails. */
export async function openStores(
  config: Config,
  { log, shutdown, vitals }: { readonly log: Logger; readonly shutdown: Shutdown; readonly vitals: Vitals },
) {
  const opened = await Promise.allSettled([openControlStore(config, { log }), openTelemetry(config)])
  const [control, telemetry] = opened
  if (control.status === 'fulfilled') shutdown.add(() => control.value.close())
  if (telemetry.status === 'fulfilled') shutdown.add(() => telemetry.value.close())
  if (control.status === 'rejected') throw control.reason
  if (telemetry.status === 'rejected') throw telemetry.reason
  return [control.value, measureTelemetry(telemetry.value, vitals)] as const
}

/**
 * @param only the versions to bring it to; all when left out
 * @throws AppError `data_newer_than_program`
 */
export async function openTelemetry(
  { dataDir, clickhouseUrl, clickhouseCluster }: Pick<Config, 'dataDir' | 'clickhouseUrl' | 'clickhouseCluster'>,
  only?: readonly number[],
): Promise<TelemetryStore> {
  const unknown = only?.filter((version) => !telemetryMigrations.some((migration) => migration.version === version))
  if (unknown !== undefined && unknown.length > 0) throw telemetryNewerThanProgram(Math.max(...unknown))
  const store =
    clickhouseUrl === null
      ? await openChdb(join(dataDir, 'telemetry'))
      : openClickHouse(clickhouseUrl, clickhouseCluster)
  try {
    await migrateTelemetry(
      store,
      telemetryMigrations.filter(({ version }) => only?.includes(version) ?? true),
    )
  } catch (error) {
    await store.close()
    throw error
  }
  return store
}
