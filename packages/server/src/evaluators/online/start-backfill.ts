import { randomUUID } from 'node:crypto'
import { AppError, type OnlineEvaluationView, traceFilterOf } from '@pawl/core'
import { countSampledTraces, type TraceSample } from '../../traces/index.ts'
import type { Author } from '../evaluators-deps.ts'
import { cancelRunningBackfill, insertBackfill } from './backfills.store.ts'
import { listOnline } from './list-online.ts'
import { selectOnline } from './online.store.ts'
import type { OnlineDeps, OnlineKey } from './online-deps.ts'
import { onlineNotFound, type ReadyOnline, readyNamed } from './ready-online.ts'

export interface BackfillOrder {
  readonly evaluator: string
  readonly from: Date
  readonly to: Date
}

/** The traces that a back-fill goes through. */
export const backfillSample = (
  { definition, share }: Pick<ReadyOnline, 'definition' | 'share'>,
  { from, to }: { readonly from: Date; readonly to: Date },
): TraceSample => ({
  filter: { ...traceFilterOf(definition), from: from.toISOString(), to: to.toISOString() },
  share,
  allErrors: definition.allErrors,
})

/**
 * Judges what came in before, by the filter, share and cap of the online evaluation. It goes on after a restart, and leaves out what
 * the same version has judged already.
 *
 * @throws AppError `not_found`; `bad_request` for a range without end; `conflict` while another is under way
 */
export async function startBackfill(
  deps: OnlineDeps,
  { project, person }: Author,
  { evaluator, from, to }: BackfillOrder,
): Promise<OnlineEvaluationView> {
  const now = deps.now()
  // What is about to come in is judged as it does.
  const end = to < now ? to : now
  if (from >= end) {
    throw new AppError('bad_request', 'The range holds no past.', {
      where: 'from',
      fix: 'Give a `from` that lies before `to` and before now.',
    })
  }
  const ready = await readyNamed(deps, await selectOnline(deps.control.db, { project, evaluator }), evaluator)
  const total = await countSampledTraces(deps, project, backfillSample(ready, { from, to: end }))
  const isNew = await insertBackfill(deps.control.db, {
    ...{ id: randomUUID(), project, evaluator, from, to: end, total, who: person, at: now },
  })
  if (!isNew) {
    throw new AppError('conflict', `A back-fill of ${JSON.stringify(evaluator)} is under way.`, {
      fix: 'Wait until it is done, or cancel it first.',
    })
  }
  return await viewOne(deps, { project, evaluator })
}

/** @throws AppError `not_found` when none is under way */
export async function cancelBackfill(deps: OnlineDeps, key: OnlineKey): Promise<OnlineEvaluationView> {
  if (!(await cancelRunningBackfill(deps.control.db, key))) {
    throw new AppError('not_found', `No back-fill of ${JSON.stringify(key.evaluator)} is under way.`)
  }
  return await viewOne(deps, key)
}

async function viewOne(deps: OnlineDeps, { project, evaluator }: OnlineKey): Promise<OnlineEvaluationView> {
  const [view] = await listOnline(deps, project, evaluator)
  if (view === undefined) throw onlineNotFound(evaluator)
  return view
}
