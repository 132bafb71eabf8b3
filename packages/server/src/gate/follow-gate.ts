import type { GateView } from '@pawl/core'
import { pause } from '../platform/pause/index.ts'
import type { GateContext } from './gate-context.ts'
import { getGate } from './get-gate.ts'
import { viewGate } from './view-gate.ts'

const pollMs = 500
/** A gate over many rows takes a while to show: it is looked at for a twentieth of the time at most. */
const restPerLook = 20

/** A gate whenever something changed about it, until it is over or the signal aborts. The last one is that of its end. */
export async function* followGate(
  context: GateContext,
  { project, id }: { readonly project: string; readonly id: string },
  signal: AbortSignal,
): AsyncIterable<GateView> {
  let shown = ''
  while (!signal.aborted) {
    const startedMs = performance.now()
    const gate = await getGate(context, project, id)
    const isOver = gate.status !== 'waiting' && gate.status !== 'running'
    // Workers look for the runs that they are to lease from.
    const runs = isOver ? [] : await context.runs.ofGate(project, id)
    const tally = context.drivers.tallyOf(id) ?? gate.trials
    const mark = JSON.stringify([gate.status, gate.evidenceHash, tally, runs.length])
    // Its end is there when its evidence is.
    if (mark !== shown) yield await viewGate(context, gate)
    shown = mark
    if (isOver && gate.evidenceHash !== null) return
    const tookMs = performance.now() - startedMs
    await pause(Math.max(pollMs, tookMs * restPerLook), signal)
  }
}
