import { z } from 'zod'
import type { GateContext } from './gate-context.ts'
import type { GateDrivers } from './gate-drivers.ts'
import { driveQueueName, sweepQueueName } from './queue-names.ts'
import { dropClaims, selectUndriven } from './store/gate-progress.ts'

const gatesAtOnce = 8
const sweepEveryS = 15
/** A job that is cut off is begun anew by the sweep, so that its own time does not matter. */
const longestGateS = 80_000

const jobSchema = z.object({ project: z.string(), id: z.string() })

/** Drives gates, and goes on at start with those that were cut off. */
export async function startGateJobs(context: GateContext, drivers: GateDrivers): Promise<void> {
  const { queue, control, now } = context
  // Only one process is ever on an embedded store: whoever drove before is gone.
  if (control.engine === 'pglite') await dropClaims(control.db, 'all')
  await queue.work(driveQueueName, ({ data, signal }) => drivers.drive(jobSchema.parse(data), signal), {
    concurrency: gatesAtOnce,
    timeoutSeconds: longestGateS,
  })
  await queue.schedule(sweepQueueName, sweepEveryS, async () => {
    for (const { project, id } of await selectUndriven(control.db, now())) await drivers.wake(project, id)
  })
}
