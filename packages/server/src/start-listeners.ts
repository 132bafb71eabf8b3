import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { AppError, mayDo } from '@pawl/core'
import { type Access, authenticate, keysExist } from './access/index.ts'
import { type AppDeps, createApp, createWorkerApp, type HealthDeps } from './app.ts'
import type { Config } from './config.ts'
import type { AuditLog } from './platform/audit/index.ts'
import { openBackups } from './platform/backup/index.ts'
import type { ControlStore } from './platform/control/index.ts'
import { createReadinessReader, type Lifecycle, stoppingError } from './platform/health/index.ts'
import { checkRawRequest, listen } from './platform/http/index.ts'
import { watchProcess } from './platform/vitals/index.ts'
import type { Shutdown } from './shutdown.ts'
import type { StageParts, Stages } from './start-stages.ts'
import {
  BodyBudget,
  createOtlpHttp,
  type Erasure,
  listChanges,
  measureIngest,
  startOtlpGrpc,
  tablesThatVouch,
  watchBudget,
} from './traces/index.ts'
import { version } from './version.ts'
import { watchRecords } from './watch-records.ts'

export interface ListenerParts extends StageParts {
  readonly urls: { httpUrl: string; grpcUrl: string | null }
  readonly lifecycle: Lifecycle
  readonly readMetrics: () => Promise<string>
}

/** Answers from now on, at `urls`: pages, API and receivers, or the health of a process that does jobs alone. */
export async function startListeners(config: Config, parts: ListenerParts, stages: Stages): Promise<void> {
  const { shutdown, urls, lifecycle } = parts
  const { state: processState } = watchProcess(parts.vitals.meter)
  watchRecords(parts, stages)
  const health = healthOf(parts)
  const closing = new ClosedTogether(shutdown)
  const { hosts, port } = config
  const { stopping } = lifecycle
  if (config.role === 'worker') {
    const listening = await listen({ app: createWorkerApp(config, { ...parts, ...health }), hosts, port, stopping })
    closing.add(() => listening.close())
    urls.httpUrl = listening.urls[0] ?? ''
  } else {
    const receivers = receiversOf(config, parts)
    const app = createApp(config, { ...appDepsOf(config, parts, stages), ...health, processState })
    const listening = await listen({
      ...{ app, hosts, port, stopping },
      intercept: createOtlpHttp({
        ...receivers,
        checkRequest: (request) => checkRawRequest(request, config) ?? (stopping.aborted ? stoppingError() : undefined),
        maxBodyBytes: config.maxBodyBytes,
        corsOrigins: config.corsOrigins,
      }),
    })
    closing.add(() => listening.close())
    urls.httpUrl = listening.urls[0] ?? ''
    urls.grpcUrl = await startGrpc(config, { ...receivers, maxMessageBytes: config.maxBodyBytes }, closing)
  }
}

/** What finishes its requests at the same time as the others. */
class ClosedTogether {
  readonly #steps: (() => Promise<void>)[] = []

  constructor(shutdown: Shutdown) {
    shutdown.add(() => Promise.all(this.#steps.map((step) => step())))
  }

  add(step: () => Promise<void>): void {
    this.#steps.push(step)
  }
}

function healthOf(parts: ListenerParts): HealthDeps {
  const { lifecycle, control, telemetry, disk, ingest, log, vitals, readMetrics } = parts
  const fatalFailure = () => (ingest.hasStopped ? 'the ingest has stopped' : null)
  const readReadiness = createReadinessReader({ lifecycle, control, telemetry, disk, ingestFailure: fatalFailure })
  return { lifecycle, fatalFailure, readReadiness, log, vitals, readMetrics }
}

function appDepsOf(
  config: Config,
  parts: ListenerParts,
  stages: Stages,
): Omit<AppDeps, keyof HealthDeps | 'processState'> {
  const { control, telemetry, access, audit, ingest, disk, urls } = parts
  const now = () => new Date()
  return {
    ...stages,
    ...{ access, audit, telemetry, version, disk, urls, now },
    backups: openBackups({
      ...{ control, telemetry, version, now },
      directory: config.backupDir,
      vouchingFirst: tablesThatVouch,
    }),
    control: { engine: control.engine, location: control.location },
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
    webDirectory: webDirectory(),
  }
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

/** What OTLP over HTTP and over gRPC share: one bound on memory holds for both. */
function receiversOf(config: Config, { ingest, access, log, vitals: { meter } }: ListenerParts) {
  const budget = new BodyBudget({ capacityBytes: Math.max(256 * 1024 ** 2, 4 * config.maxBodyBytes) })
  watchBudget(meter, budget)
  return { ingest: measureIngest(ingest, meter), log, budget, authenticate: createAuthenticateSender(access) }
}

const createAuthenticateSender =
  (access: Access) => async (headers: Readonly<Record<string, string | string[] | undefined>>) => {
    const caller = await authenticate(access, (name) => {
      const value = headers[name]
      return Array.isArray(value) ? value[0] : value
    })
    return { project: caller.project, canIngest: mayDo(caller.role, 'ingest') }
  }

type GrpcOptions = Omit<Parameters<typeof startOtlpGrpc>[0], 'host' | 'port'>

async function startGrpc(config: Config, options: GrpcOptions, closing: ClosedTogether): Promise<string | null> {
  if (config.grpcPort === null) return null
  let url: string | null = null
  let port = config.grpcPort
  for (const host of config.hosts) {
    try {
      const server = await startOtlpGrpc({ ...options, host, port })
      closing.add(() => server.close())
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
