import { AppError, isServerTarget } from '@pawl/core'
import { getRunRecord } from './get-run-record.ts'
import { runsQueueName } from './queue-names.ts'
import type { RunsContext } from './runs-context.ts'
import { expireLeases } from './store/leases.ts'
import { changeStatus, type RunRecord, setSpendingCap } from './store/run-records.ts'

export interface Resumption {
  readonly project: string
  readonly runId: string
  /** Another cap than before; left out: the same. */
  readonly spendingCapUsd?: number | null | undefined
}

/**
 * Goes on with a run that was cancelled, failed, or lost its workers: what has ended is not made again.
 *
 * @throws AppError `not_found`; `conflict` when it is finished
 */
export async function resumeRun(context: RunsContext, resumption: Resumption): Promise<RunRecord> {
  const { project, runId, spendingCapUsd } = resumption
  const { db } = context.control
  const run = await getRunRecord(context, project, runId)
  if (run.status === 'finished') {
    throw new AppError('conflict', 'The run is finished: every trial has been made.', {
      fix: 'Start a new run for more trials.',
    })
  }
  if (run.gate !== null) {
    throw new AppError('conflict', 'The run holds the trials of a gate.', { fix: 'Start the gate again: it goes on.' })
  }
  if (spendingCapUsd !== undefined) await setSpendingCap(db, runId, spendingCapUsd)
  if (run.status === 'cancelled' || run.status === 'failed') {
    // Whoever had trials was told to stop.
    await expireLeases(db, { runId }, context.now())
    await changeStatus(db, { runId, from: ['cancelled', 'failed'], to: 'running', reason: '', at: null })
  }
  context.active.refresh(runId)
  if (isServerTarget(run.spec)) await context.queue.send(runsQueueName, { project, runId })
  return await getRunRecord(context, project, runId)
}
