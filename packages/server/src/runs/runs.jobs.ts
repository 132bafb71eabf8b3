import { AppError, isServerTarget } from '@pawl/core'
import { z } from 'zod'
import { advanceProof } from './advance-proof.ts'
import { getRunRecord } from './get-run-record.ts'
import { makeTrials, serverWorkerPrefix } from './make-trials.ts'
import { retentionQueueName, runsQueueName, sweepQueueName } from './queue-names.ts'
import type { RunsContext } from './runs-context.ts'
import { settleRun } from './settle-run.ts'
import { countLeases, expireLeases } from './store/leases.ts'
import { selectRunningProofs } from './store/proofs.ts'
import { type RunRecord, selectUnfinishedRuns } from './store/run-records.ts'
import { deleteTrials } from './store/trials.ts'

const runsAtOnce = 4
const sweepEveryS = 15
const retentionEveryS = 3_600
const dayMs = 86_400_000
/** A job that is cut off is begun anew by the sweep, so that its own time does not matter. */
const longestRunS = 80_000

const jobSchema = z.object({ project: z.string(), runId: z.string() })

/** Makes the trials of runs that the server makes itself, and goes on at start with those that were cut off. */
export async function startRunJobs(context: RunsContext): Promise<void> {
  const { queue, control, now } = context
  // Only one process is ever on an embedded store: what a server had leased was cut off when the last one ended.
  if (control.engine === 'pglite') await expireLeases(control.db, { workerPrefix: serverWorkerPrefix }, now())
  await queue.work(
    runsQueueName,
    async ({ data, signal }) => {
      const { project, runId } = jobSchema.parse(data)
      // One after the other: a run that was cancelled and resumed may still be ending.
      await context.active.inTurn(`make ${runId}`, async () => {
        const run = await getRunRecord(context, project, runId).catch(orGone)
        if (run?.status === 'planned' || run?.status === 'running') await makeTrials(context, run, signal)
      })
    },
    { concurrency: runsAtOnce, timeoutSeconds: longestRunS },
  )
  await queue.schedule(sweepQueueName, sweepEveryS, () => sweep(context))
  await queue.schedule(retentionQueueName, retentionEveryS, ({ signal }) => deleteOldTrials(context, signal))
}

function orGone(error: unknown): undefined {
  if (AppError.isInstance(error) && error.code === 'not_found') return
  throw error
}

/** Begins anew what nobody works on: the process that did may be gone. */
async function sweep(context: RunsContext): Promise<void> {
  const { control, log } = context
  for (const run of await selectUnfinishedRuns(control.db)) {
    await beginAnew(context, run).catch((error: unknown) => {
      log.warn('a run could not be taken up', { run: run.id, error })
    })
  }
  for (const { project, id, afterRun } of await selectRunningProofs(control.db)) {
    try {
      await advanceProof(context, { ...(await getRunRecord(context, project, afterRun)), proofId: id })
    } catch (error) {
      // Its row or a run of it may be gone: the others go on.
      log.warn('a proof could not be advanced', { proof: id, error })
    }
  }
}

async function beginAnew(context: RunsContext, run: RunRecord): Promise<void> {
  const { live } = await countLeases(context.control.db, run.id, context.now())
  if (live > 0) return
  const settled = await settleRun(context, run)
  const isOpen = settled.status === 'planned' || settled.status === 'running'
  if (!isOpen || !isServerTarget(run.spec)) return
  await context.queue.send(runsQueueName, { project: run.project, runId: run.id })
}

async function deleteOldTrials(context: RunsContext, signal: AbortSignal): Promise<void> {
  const projects = await context.control.db.selectFrom('projects').select('name').execute()
  for (const { name: project } of projects) {
    if (signal.aborted) return
    const { retentionDays } = await context.settingsOf(project)
    await deleteTrials(context.telemetry, {
      project,
      before: new Date(context.now().getTime() - retentionDays * dayMs),
    })
  }
}
