import { type Access, ensureFirstKey, keysExist, openAccess } from './access/index.ts'
import type { Config } from './config.ts'
import { openStores } from './open-stores.ts'
import { type AuditLog, createAuditLog } from './platform/audit/index.ts'
import { assertRestored } from './platform/backup/index.ts'
import type { ControlStore } from './platform/control/index.ts'
import { lockDataDir } from './platform/data-dir/index.ts'
import { DiskGuard } from './platform/disk/index.ts'
import { checkBindAddress } from './platform/http/index.ts'
import type { Logger } from './platform/log/index.ts'
import { openServers, type Servers } from './platform/servers/index.ts'
import type { TelemetryStore } from './platform/telemetry/index.ts'
import type { Vitals } from './platform/vitals/index.ts'
import type { Shutdown } from './shutdown.ts'
import { startIngest } from './traces/index.ts'

/** What every stage stands on. */
export interface Base {
  readonly control: ControlStore
  readonly telemetry: TelemetryStore
  readonly audit: AuditLog
  readonly access: Access
  readonly disk: DiskGuard
  readonly servers: Servers
  readonly ingest: Awaited<ReturnType<typeof startIngest>>
}

/** How a process tells of itself, and how it ends. */
export interface Watched {
  readonly log: Logger
  readonly shutdown: Shutdown
  readonly vitals: Vitals
}

/** @throws AppError `already_running`, `data_newer_than_program`, `unsafe_bind` */
export async function openBase(config: Config, { log, shutdown, vitals }: Watched): Promise<Base> {
  const lock = await lockDataDir(config.dataDir)
  shutdown.add(() => lock.release())
  await assertRestored(config.dataDir)
  const [control, telemetry] = await openStores(config, { log, shutdown, vitals })
  const servers = await openServers(control, { log, takesJobs: config.role !== 'api' })
  shutdown.add(() => servers.close())
  const audit = createAuditLog({ control, now: () => new Date() })
  const access = await openAccess({ control, log })
  shutdown.add(() => access.close())
  if (config.firstKey !== null) await ensureFirstKey(access, config.firstKey)
  checkBindAddress(config.hosts, await keysExist(access))
  const disk = await DiskGuard.start({ dataDir: config.dataDir, minFreeBytes: config.minFreeDiskBytes })
  shutdown.add(() => Promise.resolve(disk.close()))
  const ingest = await startIngest({
    telemetry,
    settingsOf: (project) => access.settings.current(project),
    assertWritable: () => disk.assertWritable(),
    servers,
  })
  shutdown.add(() => ingest.close())
  return { control, telemetry, servers, audit, access, disk, ingest }
}
