import { AppError } from '@pawl/core'
import type { GateContext } from './gate-context.ts'
import { type GateRecord, selectGate } from './store/gates.ts'

/** @throws AppError `not_found` */
export async function getGate(
  { control }: Pick<GateContext, 'control'>,
  project: string,
  id: string,
): Promise<GateRecord> {
  const gate = await selectGate(control.db, project, id)
  if (gate !== undefined) return gate
  throw new AppError('not_found', `There is no gate ${JSON.stringify(id)}.`, {
    where: 'id',
    fix: 'Look at `pawl gate list`; a gate belongs to one project.',
  })
}
