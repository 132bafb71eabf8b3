import { statSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { AppError, mayDo } from '@pawl/core'
import { authenticate, ensureFirstKey, keysExist, openAccess } from './access/index.ts'
import { createApp } from './app.ts'
import { type Config, type ConfigOverrides, loadConfig } from './config.ts'
import { openStores } from './open-stores.ts'
import { type AuditLog, createAuditLog } from './platform/audit/index.ts'
import { assertRestored, openBackups } from './platform/backup/index.ts'
import type { ControlStore } from './platform/control/index.ts'
import { lockDataDir } from './platform/data-dir/index.ts'
import { DiskGuard } from './platform/disk/index.ts'
import { checkBindAddress, checkRawRequest, listen } from './platform/http/index.ts'
import { createProcessLogger, type Logger } from './platform/log/index.ts'
import { Shutdown } from './shutdown.ts'
import { startStages } from './start-stages.ts'
import {
  BodyBudget,
  createOtlpHttp,
  type Erasure,
  listChanges,
  startIngest,
  startOtlpGrpc,
  startTraceJobs,
  tablesThatVouch,
} from './traces/index.ts'
import { version } from './version.ts'

export interface RunningServer extends AsyncDisposable {
  readonly url: string
  readonly grpcUrl: string | null
  /** Takes no more requests, finishes those under way, closes the stores. */
  close(): Promise<void>
}

/**
 * Starts everything in this process.
 *
 * @throws AppError `already_running`, `bad_configuration`, `data_newer_than_program`, `unsafe_bind`
 */
export async function startServer(overrides: ConfigOverrides = {}): Promise<RunningServer> {
  const config = loadConfig({ overrides })
  const log = createProcessLogger(config.logLevel)
  const shutdown = new Shutdown()
  try {
    return await start(config, log, shutdown)
  } catch (error) {
    await shutdown.run()
    throw error
  }
}

async function start(config: Config, log: Logger, shutdown: Shutdown): Promise<RunningServer> {
  const lock = await lockDataDir(config.dataDir)
  shutdown.add(() => lock.release())
  await assertRestored(config.dataDir)
  const [control, telemetry] = await openStores(config, log, shutdown)
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
  })
  shutdown.add(() => ingest.close())

  const loopDelay = monitorEventLoopDelay({ resolution: 10 })
  loopDelay.enable()
  let ready = false
  const urls = { httpUrl: '', grpcUrl: null as string | null }
  const stages = await startStages(config, { control, telemetry, access, audit, ingest, disk, log, shutdown, urls })
  const app = createApp(config, {
    ...stages,
    access,
    audit,
    backups: openBackups({
      ...{ control, telemetry, version },
      directory: config.backupDir,
      now: () => new Date(),
      vouchingFirst: tablesThatVouch,
    }),
    log,
    telemetry,
    control: { engine: control.engine, location: control.location },
    version,
    disk,
    urls,
    now: () => new Date(),
    settingsOf: (project) => access.settings.current(project),
    keysExist: () => keysExist(access),
    async eraseCopies(project, of) {
      await stages.alerts.erase({ project, ...of })
      const { rowIds } = await stages.datasets.eraseCopies(project, of)
      return { traceIds: await stages.runs.eraseTrials(project, { rowIds, traceIds: of.traceIds }) }
    },
    listChanges: (range) => listChanges(control, range),
    recordErasure: (erasure) => recordErasure({ control, audit }, erasure),
    forgetTraces: (project, traceIds) => ingest.forget(project, traceIds),
    processState: () => ({ rssBytes: process.memoryUsage().rss, loopDelayP99Ms: loopDelay.percentile(99) / 1e6 }),
    isReady: () => ready,
    webDirectory: webDirectory(),
  })
  const budget = new BodyBudget({ capacityBytes: Math.max(256 * 1024 ** 2, 4 * config.maxBodyBytes) })
  const authenticateSender = async (headers: Readonly<Record<string, string | string[] | undefined>>) => {
    const caller = await authenticate(access, (name) => {
      const value = headers[name]
      return Array.isArray(value) ? value[0] : value
    })
    return { project: caller.project, canIngest: mayDo(caller.role, 'ingest') }
  }
  const otlp = {
    ingest,
    authenticate: authenticateSender,
    budget,
    log,
  }
  const listening = await listen({
    app,
    hosts: config.hosts,
    port: config.port,
    intercept: createOtlpHttp({
      ...otlp,
      checkRequest: (request) => checkRawRequest(request, config),
      maxBodyBytes: config.maxBodyBytes,
      corsOrigins: config.corsOrigins,
    }),
  })
  shutdown.add(() => listening.close())
  urls.httpUrl = listening.urls[0] ?? ''
  urls.grpcUrl = await startGrpc(config, { ...otlp, maxMessageBytes: config.maxBodyBytes }, shutdown)
  const jobs = startTraceJobs({
    telemetry,
    log,
    committedVersion: () => ingest.committedVersion,
    projects: () => access.control.db.selectFrom('projects').select('name').execute(),
    settingsOf: (project) => access.settings.current(project),
    forgetTraces: (project, traceIds) => ingest.forget(project, traceIds),
    db: access.control.db,
    now: () => new Date(),
  })
  shutdown.add(() => jobs.stop())
  stages.online.start()
  await stages.monitors.start()
  await stages.runs.start()
  await stages.gate.begin()
  await stages.deployments.start()
  ready = true
  const close = () => shutdown.run()
  return { url: urls.httpUrl, grpcUrl: urls.grpcUrl, close, [Symbol.asyncDispose]: close }
}

/** Whose traces they were is not said: the log outlives what was erased. */
function recordErasure(
  { control, audit }: { readonly control: ControlStore; readonly audit: AuditLog },
  { project, who, kind, deletedTraces, deletedSpans }: Erasure,
): Promise<unknown> {
  const traces = deletedTraces === 1 ? '1 trace' : `${deletedTraces} traces`
  const message = `${traces} with ${deletedSpans} spans erased${kind === 'trace' ? '' : `, of a ${kind}`}`
  const details = { message, kind, deletedTraces, deletedSpans }
  return control.transaction((transaction) =>
    audit.append(transaction, { project, action: 'traces.erased', who, details }),
  )
}

type GrpcOptions = Omit<Parameters<typeof startOtlpGrpc>[0], 'host' | 'port'>

async function startGrpc(config: Config, options: GrpcOptions, shutdown: Shutdown): Promise<string | null> {
  if (config.grpcPort === null) return null
  let url: string | null = null
  let port = config.grpcPort
  for (const host of config.hosts) {
    try {
      const server = await startOtlpGrpc({ ...options, host, port })
      shutdown.add(() => server.close())
      port = server.port
      url ??= `http://${host.includes(':') ? `[${host}]` : host}:${server.port}`
    } catch (error) {
      // Many machines have no IPv6; the first address must work.
      if (url === null || !AppError.isInstance(error)) throw error
    }
  }
  return url
}

/** Where the pages stand beside this package: built in the repository, or installed. */
function webDirectory(): string {
  const candidates = ['../../web/dist', '../web'].map((path) => fileURLToPath(new URL(path, import.meta.url)))
  return candidates.find((path) => isDirectory(path)) ?? candidates[0] ?? ''
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
