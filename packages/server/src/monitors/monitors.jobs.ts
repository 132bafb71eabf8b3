import { pause } from '../platform/pause/index.ts'
import { makeDefaults } from './make-defaults.ts'
import { selectDue } from './monitors.store.ts'
import type { MonitorsDeps } from './monitors-deps.ts'
import { runRound } from './run-round.ts'

const roundEverySeconds = 60
/** While telemetry pours in: rests in times of the look before, up to a limit. A minute later is soon enough for an alert. */
const restPerLook = 9
const longestRestMs = 5_000

/** Each minute, once over all servers: the monitors that are due, one after the other. */
export async function startMonitorJobs(deps: MonitorsDeps, startedAt: Date): Promise<void> {
  await deps.queue.schedule('monitors.round', roundEverySeconds, async ({ signal }) => {
    await makeDefaults(deps)
    for (const { id } of await selectDue(deps.control.db, deps.now())) {
      if (signal.aborted) return
      const begunMs = performance.now()
      await runRound(deps, id, startedAt)
      if (!deps.isUnderLoad()) continue
      await pause(Math.min((performance.now() - begunMs) * restPerLook, longestRestMs), signal)
    }
  })
}
