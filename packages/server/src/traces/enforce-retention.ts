import type { ReadDeps } from './read-deps.ts'
import { eraseBefore, eraseUnreferencedBlobs, hasAnythingBefore } from './store/retention.ts'

const DAY_MS = 86_400_000

export interface RetentionDeps extends ReadDeps {
  readonly projects: () => Promise<readonly { readonly name: string }[]>
  readonly retentionDaysOf: (project: string) => Promise<number>
}

/**
 * Deletes what was received longer ago than its project's time to live. By receipt, not by start: an import of last
 * year's traffic stays as long as anything else.
 */
export async function enforceRetention(deps: RetentionDeps, signal?: AbortSignal): Promise<void> {
  for (const { name: project } of await deps.projects()) {
    if (signal?.aborted === true) return
    const before = new Date(deps.now().getTime() - (await deps.retentionDaysOf(project)) * DAY_MS)
    if (!(await hasAnythingBefore(deps.telemetry, project, before))) continue
    await eraseBefore(deps.telemetry, project, before)
    await eraseUnreferencedBlobs(deps.telemetry, project)
  }
}
