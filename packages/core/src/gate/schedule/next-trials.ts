import type { GateEvidence } from '../evidence/index.ts'
import { type GateTrialNeed, walkGate } from './walk-gate.ts'

/**
 * The next trials that the tests will ask for, at most `count`, in their order: the first for certain, the others if those before
 * them pass. None when the verdict stands or the policy's most trials or money are used up. Ask again after each result, and
 * leave out what is on its way; however many run at once, the verdict is that of one call after the other.
 */
export function nextTrials(evidence: GateEvidence, count: number): readonly GateTrialNeed[] {
  const needs: GateTrialNeed[] = []
  const most = Math.min(count, spendingLeft(evidence))
  walkGate(evidence, (need) => {
    if (needs.length >= most) return 'end'
    needs.push(need)
    return 'assume_pass'
  })
  return needs
}

/** How many trials the policy still allows in this start of the gate. */
export function spendingLeft({ subject: { policy }, trials, startedWith }: GateEvidence): number {
  if (policy.maxCostUsd !== null) {
    const spent = trials.reduce((sum, trial) => sum + (trial.costUsd ?? 0), -startedWith.costUsd)
    if (spent >= policy.maxCostUsd) return 0
  }
  if (policy.maxTrials === null) return Number.POSITIVE_INFINITY
  return Math.max(0, policy.maxTrials - (trials.length - startedWith.trials))
}
