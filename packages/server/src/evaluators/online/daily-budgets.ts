import { type Budget, createBudget } from '../../platform/llm/index.ts'
import { sumHours } from './online.store.ts'
import type { OnlineDeps, OnlineKey } from './online-deps.ts'

interface Today {
  readonly dayMs: number
  readonly capUsd: number | null
  readonly budget: Budget
}

const dayMs = 86_400_000

/** The start of a day's spending, in UTC. */
export const startOfDay = (now: Date): Date => new Date(Math.floor(now.getTime() / dayMs) * dayMs)

/** What each online evaluation may still spend today; its back-fill spends of the same. */
export class DailyBudgets {
  readonly #deps: Pick<OnlineDeps, 'control' | 'now'>
  readonly #today = new Map<string, Today>()

  constructor(deps: Pick<OnlineDeps, 'control' | 'now'>) {
    this.#deps = deps
  }

  async of({ project, evaluator }: OnlineKey, capUsd: number | null): Promise<Budget> {
    const since = startOfDay(this.#deps.now())
    const id = JSON.stringify([project, evaluator])
    const isCurrent = (known: Today | undefined) => known?.dayMs === since.getTime() && known.capUsd === capUsd
    const known = this.#today.get(id)
    if (known !== undefined && isCurrent(known)) return known.budget
    const spent = (await sumHours(this.#deps.control.db, project, since)).get(evaluator)?.spentUsd ?? 0
    // Another may have asked meanwhile: they share one.
    const made = this.#today.get(id)
    if (made !== undefined && isCurrent(made)) return made.budget
    const budget = createBudget(capUsd, spent)
    this.#today.set(id, { dayMs: since.getTime(), capUsd, budget })
    return budget
  }
}
