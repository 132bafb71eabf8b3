import type { OnlineEvaluationView } from '@pawl/core'
import { type StoredBackfill, selectBackfills } from './backfills.store.ts'
import { startOfDay } from './daily-budgets.ts'
import { type OnlineSums, selectOnline, sumHours } from './online.store.ts'
import type { OnlineDeps } from './online-deps.ts'
import { type ReadyOnline, readyOnline } from './ready-online.ts'

const hourMs = 3_600_000

/** The online evaluations of a project by name, or the one of an evaluator. */
export async function listOnline(
  deps: OnlineDeps,
  project: string,
  evaluator?: string,
): Promise<OnlineEvaluationView[]> {
  const { db } = deps.control
  const now = deps.now()
  const key = evaluator === undefined ? { project } : { project, evaluator }
  const ready = await readyOnline(deps, await selectOnline(db, key))
  if (ready.length === 0) return []
  const lastDay = await sumHours(db, project, new Date(now.getTime() - 24 * hourMs))
  const today = await sumHours(db, project, startOfDay(now))
  const backfills = new Map((await selectBackfills(db, key)).map((backfill) => [backfill.evaluator, backfill]))
  return ready.map((each) =>
    viewOf(each, {
      judged: lastDay.get(each.evaluator),
      spentTodayUsd: today.get(each.evaluator)?.spentUsd ?? 0,
      backfill: backfills.get(each.evaluator),
    }),
  )
}

interface Figures {
  readonly judged: OnlineSums | undefined
  readonly spentTodayUsd: number
  readonly backfill: StoredBackfill | undefined
}

function viewOf(ready: ReadyOnline, { judged, spentTodayUsd, backfill }: Figures): OnlineEvaluationView {
  return {
    name: ready.evaluator,
    definition: ready.definition,
    evaluatorVersion: ready.version.id,
    isDeterministic: ready.isDeterministic,
    share: ready.share,
    who: ready.who,
    createdAt: ready.createdAt.toISOString(),
    judged: { pass: judged?.pass ?? 0, fail: judged?.fail ?? 0, unknown: judged?.unknown ?? 0 },
    spentTodayUsd,
    judgedUntil: ready.judgedUntil?.toISOString() ?? null,
    problem: ready.standstill ?? ready.problem,
    backfill: backfill === undefined ? null : backfillView(backfill),
  }
}

const backfillView = ({ id, from, to, state, judged, total, problem }: StoredBackfill) => ({
  ...{ id, state, judged, total, problem },
  from: from.toISOString(),
  to: to.toISOString(),
})
