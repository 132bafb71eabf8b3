import { setTimeout as sleep } from 'node:timers/promises'
import { type AgentTrace, isTraceWhole, joinTrace, lacksFigures, type TargetSpec } from '@pawl/core'
import type { UnjudgedTrial } from './judge-trial.ts'
import type { RunsContext } from './runs-context.ts'
import type { RunRecord } from './store/run-records.ts'
import { trialSpanIdOf } from './trial-span.ts'

const lookEveryMs = 100
/** Of so many trials without any span, no further one is looked for unless the run waits for them. */
const silentTrials = 100

/**
 * Puts into trials what their agents said by the spans that they sent, before evaluators look at them. Waits for these as
 * long as the target says. A trace that cannot be read is none.
 */
export async function joinTraces(
  context: RunsContext,
  run: RunRecord,
  trials: readonly UnjudgedTrial[],
): Promise<readonly UnjudgedTrial[]> {
  const waitMs = waitOf(run.spec)
  const joining = context.active.joiningOf(run)
  const wanted = trials.filter(({ trial }) => trial.error === null && lacksFigures(trial))
  if (waitMs === null || wanted.length === 0) return trials
  if (waitMs === 0 && !joining.hasFound && joining.lookedCount >= silentTrials) return trials
  const found = await readTraces(context, run, { wanted, waitMs })
  joining.lookedCount += wanted.length
  joining.hasFound ||= found.size > 0
  return trials.map((each) => {
    const trace = found.get(each.trial.traceId ?? '')
    return trace === undefined ? each : { ...each, trial: joinTrace(each.trial, trace) }
  })
}

/** Null where the target sends no spans of its own: the calls of a prompt are made, and counted, here. */
function waitOf(spec: TargetSpec): number | null {
  return spec.type === 'prompt' || spec.type === 'recorded' ? null : (spec.traceWaitMs ?? 0)
}

async function readTraces(
  context: RunsContext,
  run: RunRecord,
  { wanted, waitMs }: { readonly wanted: readonly UnjudgedTrial[]; readonly waitMs: number },
): Promise<ReadonlyMap<string, AgentTrace>> {
  const found = new Map<string, AgentTrace>()
  let missing = wanted.flatMap(({ trial: { traceId } }) => traceId ?? [])
  const signal = context.active.signalOf(run)
  const untilMs = performance.now() + waitMs
  for (;;) {
    try {
      for await (const { traceId, ...trace } of context.readTraces(run.project, missing)) found.set(traceId, trace)
    } catch (error) {
      context.log.warn('traces of trials could not be read', { run: run.id, error })
      return found
    }
    missing = missing.filter((traceId) => !isTraceWhole(found.get(traceId)?.spans ?? [], trialSpanIdOf(traceId)))
    if (missing.length === 0 || signal.aborted || performance.now() + lookEveryMs > untilMs) return found
    await sleep(lookEveryMs)
  }
}
