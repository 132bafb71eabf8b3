import { AppError, type LeaseRenewed } from '@pawl/core'
import { getRunRecord } from './get-run-record.ts'
import { leaseMs } from './lease-trials.ts'
import type { RunsContext } from './runs-context.ts'
import { extendLease } from './store/leases.ts'

/**
 * Keeps a lease for another while, and tells a worker how the run is.
 *
 * @throws AppError `not_found`; `conflict` when the lease was lost
 */
export async function renewLease(
  context: RunsContext,
  { project, runId, leaseId }: { readonly project: string; readonly runId: string; readonly leaseId: string },
): Promise<LeaseRenewed> {
  const run = await getRunRecord(context, project, runId)
  const expiresAt = new Date(context.now().getTime() + leaseMs)
  const lease = await extendLease(context.control.db, { runId, leaseId }, expiresAt)
  if (lease === undefined) {
    throw new AppError('conflict', 'The lease has run out, and its trials were handed out again.', {
      where: 'leaseId',
      fix: 'Lease anew.',
    })
  }
  return { expiresAt: expiresAt.toISOString(), status: run.status }
}
