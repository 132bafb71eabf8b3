import type { RunProgress } from '@pawl/core'
import { pause } from '../platform/pause/index.ts'
import { getRunRecord } from './get-run-record.ts'
import { progressOf } from './run-view.ts'
import type { RunsContext } from './runs-context.ts'

const pollMs = 500

interface Watch {
  latest: Promise<RunProgress>
  readAtMs: number
}

/** Readers of one run share a look at the stores. */
const watches = new WeakMap<object, Map<string, Watch>>()

/** How far a run is, whenever that changes, until it is over or the signal aborts. The last one is that of its end. */
export async function* followProgress(
  context: RunsContext,
  name: { readonly project: string; readonly runId: string },
  signal: AbortSignal,
): AsyncIterable<RunProgress> {
  let shown = ''
  while (!signal.aborted) {
    const progress = await look(context, name)
    const text = JSON.stringify(progress)
    if (text !== shown) yield progress
    shown = text
    if (progress.status !== 'planned' && progress.status !== 'running') return
    await pause(pollMs, signal)
  }
}

function look(context: RunsContext, { project, runId }: { project: string; runId: string }): Promise<RunProgress> {
  const all = watches.get(context.active) ?? new Map<string, Watch>()
  watches.set(context.active, all)
  const nowMs = performance.now()
  const known = all.get(runId)
  if (known !== undefined && nowMs - known.readAtMs < pollMs * 0.9) return known.latest
  const latest = getRunRecord(context, project, runId).then((run) => progressOf(context, run))
  all.set(runId, { latest, readAtMs: nowMs })
  const drop = () => {
    if (all.get(runId)?.latest === latest) all.delete(runId)
  }
  setTimeout(drop, pollMs * 4).unref()
  latest.catch(drop)
  return latest
}
