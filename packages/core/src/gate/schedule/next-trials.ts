import type { GateEvidence } from '../evidence/index.ts'
import { type GateTrialNeed, GateWalker } from './walk-gate.ts'

/**
 * The next trials that the tests will ask for, at most `count`, in their order: the first for certain, the others if those before
 * them pass. None when the verdict stands or the policy's most trials or money are used up. Ask again after each result, and
 * leave out what is on its way; however many run at once, the verdict is that of one call after the other.
 */
export function nextTrials(evidence: GateEvidence, count: number): readonly GateTrialNeed[] {
  return lookAhead(new GateWalker(evidence), Math.min(count, spendingLeft(evidence, spentOn(evidence))))
}

/** What a walk will ask for if all that is missing passes; the walk goes along. */
export function lookAhead(walker: GateWalker, count: number): readonly GateTrialNeed[] {
  const needs: GateTrialNeed[] = []
  walker.walk((need) => {
    if (needs.length >= count) return 'end'
    needs.push(need)
    return 'assume_pass'
  })
  return needs
}

export interface Spent {
  readonly trials: number
  readonly costUsd: number
}

/** All that the trials of some evidence cost, as far as it is known. */
export function spentOn({ trials }: GateEvidence): Spent {
  return { trials: trials.length, costUsd: trials.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0) }
}

/** How many trials the policy still allows in this start of the gate. */
export function spendingLeft(
  { subject: { policy }, startedWith, alsoSpent }: Pick<GateEvidence, 'subject' | 'startedWith' | 'alsoSpent'>,
  spent: Spent,
): number {
  if (alsoSpent?.isCapReached === true) return 0
  const costUsd = spent.costUsd - startedWith.costUsd + (alsoSpent?.costUsd ?? 0)
  if (policy.maxCostUsd !== null && costUsd >= policy.maxCostUsd) return 0
  if (policy.maxTrials === null) return Number.POSITIVE_INFINITY
  return Math.max(0, policy.maxTrials - (spent.trials - startedWith.trials + (alsoSpent?.trials ?? 0)))
}
