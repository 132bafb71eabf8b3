import { forgetShift, monitorMemorySchema } from '@pawl/core'
import type { ControlTransaction } from '../platform/control/index.ts'
import type { MonitorsOfAlerts } from './alerts/index.ts'
import { lockState, updateState } from './monitors.store.ts'

type Forgotten = Parameters<MonitorsOfAlerts['forgetFinding']>[1] & { readonly at: Date }

/** An alert was settled by a person. A round that is under way changes nothing any more, and begins again. */
export async function forgetFinding(
  transaction: ControlTransaction,
  { monitorId, slice, atMs, learnFromMs, at }: Forgotten,
): Promise<void> {
  const state = await lockState(transaction, monitorId)
  if (state === null || state.memory === null) return
  const memory = forgetShift(monitorMemorySchema.parse(state.memory), { slice: slice ?? '', atMs, learnFromMs })
  await updateState(transaction, monitorId, { ...state, memory, nextRoundAt: at })
}
