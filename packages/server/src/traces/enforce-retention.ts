import type { ReadDeps } from './read-deps.ts'
import { hideTraces } from './store/erase-traces.ts'
import { writeAsOf } from './store/own-writes.ts'
import { eraseHidden, eraseStrays, eraseUnreferencedBlobs, readDueTraces, reclaimDisk } from './store/retention.ts'
import { readWatermark } from './store/rollup-hours.ts'

const DAY_MS = 86_400_000
/** Traces of one statement: each id is some forty bytes of SQL. */
const TRACES_AT_ONCE = 2_000

export interface RetentionDeps extends ReadDeps {
  readonly projects: () => Promise<readonly { readonly name: string }[]>
  readonly retentionDaysOf: (project: string) => Promise<number>
  /** Makes the ingest forget what it remembers of these traces. */
  readonly forgetTraces: (project: string, traceIds: readonly string[]) => void
}

/**
 * Deletes traces that began, and were last added to, before their project's time to live, with everything that hangs on
 * them. Hiding them comes first, so that answers are whole at every moment and a run that breaks off is finished by the
 * next. Cheap when nothing is due.
 */
export async function enforceRetention(deps: RetentionDeps, signal?: AbortSignal): Promise<void> {
  const { telemetry, now } = deps
  for (const { name: project } of await deps.projects()) {
    if (signal?.aborted === true) return
    const before = new Date(now().getTime() - (await deps.retentionDaysOf(project)) * DAY_MS)
    await hideDueTraces(deps, { project, before, signal })
    await eraseStrays(telemetry, { project, before })
    const watermark = await readWatermark(telemetry, 'background')
    await eraseHidden(telemetry, { project, before, now: now(), watermark })
    await eraseUnreferencedBlobs(telemetry, project, now())
  }
  if (signal?.aborted !== true) await reclaimDisk(telemetry)
}

interface Due {
  readonly project: string
  readonly before: Date
  readonly signal: AbortSignal | undefined
}

async function hideDueTraces(deps: RetentionDeps, { project, before, signal }: Due): Promise<void> {
  const { telemetry, now } = deps
  let lastFirst: string | undefined
  while (signal?.aborted !== true) {
    const traceIds = await readDueTraces(telemetry, { project, before }, TRACES_AT_ONCE)
    // The same again: rows from a clock that ran ahead are newer than what should hide them. The next run tries again.
    if (traceIds.length === 0 || traceIds[0] === lastFirst) return
    lastFirst = traceIds[0]
    deps.forgetTraces(project, traceIds)
    await writeAsOf(telemetry, now(), (version) => hideTraces(telemetry, { project, traceIds, version }))
    if (traceIds.length < TRACES_AT_ONCE) return
  }
}
