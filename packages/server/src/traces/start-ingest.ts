import type { ProjectSettings } from '@pawl/core'
import type { Servers } from '../platform/servers/index.ts'
import type { TelemetryStore } from '../platform/telemetry/index.ts'
import { createIngestStore } from './ingest/ingest.store.ts'
import { IngestThread } from './ingest/ingest-thread.ts'

export interface IngestDeps {
  readonly telemetry: TelemetryStore
  readonly settingsOf: (project: string) => Promise<ProjectSettings>
  /** Throws AppError when nothing may be written, for example on a full disk. */
  readonly assertWritable: () => void
  readonly servers: Pick<Servers, 'slot' | 'hasOthers'>
}

/** Starts the ingest thread and mends what a crash left half-written. */
export async function startIngest(deps: IngestDeps): Promise<IngestThread> {
  const thread = new IngestThread({
    ...deps,
    store: createIngestStore(deps.telemetry),
    rowsDirectory: deps.telemetry.rowsDirectory,
  })
  await thread.whenReady()
  return thread
}
