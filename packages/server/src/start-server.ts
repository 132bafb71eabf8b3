import { type Config, type ConfigOverrides, loadConfig, type ServerRole } from './config.ts'
import { openBase } from './open-base.ts'
import { explainFailure } from './platform/disk/index.ts'
import { Lifecycle } from './platform/health/index.ts'
import { createProcessLogger, type Logger } from './platform/log/index.ts'
import { openVitals } from './platform/vitals/index.ts'
import { Shutdown } from './shutdown.ts'
import { startJobs } from './start-jobs.ts'
import { startListeners } from './start-listeners.ts'
import { startStages } from './start-stages.ts'
import { version } from './version.ts'

export interface RunningServer extends AsyncDisposable {
  readonly role: ServerRole
  readonly url: string
  readonly grpcUrl: string | null
  /** Takes no more requests, finishes those under way, hands back jobs, closes the stores. */
  close(): Promise<void>
}

/**
 * Starts in this process what its role asks for: everything, unless told otherwise.
 *
 * @throws AppError `already_running`, `bad_configuration`, `data_newer_than_program`, `disk_full`, `unsafe_bind`
 */
export async function startServer(overrides: ConfigOverrides = {}): Promise<RunningServer> {
  const config = loadConfig({ overrides })
  const log = createProcessLogger(config)
  const shutdown = new Shutdown()
  try {
    return await start(config, log, shutdown)
  } catch (error) {
    // What cannot be closed either must not hide why.
    await shutdown
      .run()
      .catch((failure: unknown) => log.warn('a failed start was not undone whole', { error: failure }))
    throw await explainFailure(error, config.dataDir)
  }
}

async function start(config: Config, log: Logger, shutdown: Shutdown): Promise<RunningServer> {
  const { vitals, readMetrics, close: closeVitals } = await openVitals(config.ownExports, { log, version })
  // What is told of the end goes out last.
  shutdown.add(closeVitals)
  const watched = { log, shutdown, vitals }
  const base = await openBase(config, watched)
  const urls = { httpUrl: '', grpcUrl: null as string | null }
  const lifecycle = new Lifecycle()
  const parts = { ...base, ...watched, urls, lifecycle, readMetrics }
  const stages = await startStages(config, parts)
  await startListeners(config, parts, stages)
  await startJobs(config, parts, stages)
  lifecycle.started()
  const close = () => {
    // Before the first thing is waited for: whoever asks from now on goes elsewhere.
    lifecycle.stop()
    return shutdown.run()
  }
  return { role: config.role, url: urls.httpUrl, grpcUrl: urls.grpcUrl, close, [Symbol.asyncDispose]: close }
}
