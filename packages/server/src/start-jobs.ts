import type { Config } from './config.ts'
import type { StageParts, Stages } from './start-stages.ts'
import { startTraceJobs } from './traces/index.ts'

/** Begins the work that nobody asks for. A process that does none declares its jobs, so that it can send them to those that do. */
export async function startJobs({ role }: Config, parts: StageParts, stages: Stages): Promise<void> {
  if (role !== 'api') {
    startTraces(parts)
    stages.online.start()
  }
  await stages.monitors.start()
  await stages.runs.start()
  await stages.gate.begin()
  await stages.deployments.start()
}

function startTraces({ telemetry, servers, access, ingest, log, shutdown }: StageParts): void {
  const jobs = startTraceJobs({
    telemetry,
    log,
    servers,
    mendTraces: () => ingest.mend(),
    committedVersion: () => ingest.committedVersion,
    projects: () => access.control.db.selectFrom('projects').select('name').execute(),
    settingsOf: (project) => access.settings.current(project),
    forgetTraces: (project, traceIds) => ingest.forget(project, traceIds),
    db: access.control.db,
    now: () => new Date(),
  })
  shutdown.add(() => jobs.stop())
}
