import { AppError } from '@pawl/core'
import type { GateContext } from './gate-context.ts'
import { getGate } from './get-gate.ts'
import { changeStatus } from './store/gate-progress.ts'
import type { GateRecord } from './store/gates.ts'

export interface Cancellation {
  readonly project: string
  readonly person: string
  readonly id: string
  readonly reason: string
}

/**
 * Makes no more trials. What was seen stays, and another start goes on from it.
 *
 * @throws AppError `not_found`; `conflict` when it is over already
 */
export async function cancelGate(
  context: GateContext,
  { project, person, id, reason }: Cancellation,
): Promise<GateRecord> {
  const gate = await getGate(context, project, id)
  const isCancelled = await changeStatus(context.control.db, id, {
    from: ['waiting', 'running'],
    to: 'cancelled',
    reason: reason === '' ? `cancelled by ${person}` : reason,
    at: context.now(),
  })
  if (!isCancelled) {
    throw new AppError('conflict', `The gate is ${gate.status} already.`, { fix: 'Start it again if it should go on.' })
  }
  await context.drivers.end(project, id)
  return await getGate(context, project, id)
}
