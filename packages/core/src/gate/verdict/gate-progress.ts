import type { GateEvidence, GateTrial } from '../evidence/index.ts'
import { lookAhead, spendingLeft, spentOn } from '../schedule/next-trials.ts'
import { type GateTrialNeed, GateWalker } from '../schedule/walk-gate.ts'
import { verdictOfWalk } from './decide-gate.ts'
import type { GateVerdict } from './gate-verdict.ts'

/**
 * `nextTrials` and `decideGate` over evidence that grows: what is asked after each trial does not go through all of them again. The
 * answers are the same.
 */
export class GateProgress {
  readonly #evidence: GateEvidence & { readonly trials: GateTrial[] }
  readonly #walker: GateWalker
  #spent: { trials: number; costUsd: number }
  #alsoSpent: GateEvidence['alsoSpent']

  constructor(evidence: GateEvidence) {
    this.#evidence = { ...evidence, trials: [...evidence.trials] }
    this.#walker = new GateWalker(evidence)
    this.#spent = spentOn(evidence)
    this.#alsoSpent = evidence.alsoSpent
  }

  /** As it is now. */
  get evidence(): GateEvidence {
    const { alsoSpent: _, ...evidence } = this.#evidence
    return { ...evidence, ...(this.#alsoSpent === undefined ? {} : { alsoSpent: this.#alsoSpent }) }
  }

  get spent(): { readonly trials: number; readonly costUsd: number } {
    return this.#spent
  }

  /** How many trials the policy still allows, those that are on their way included. */
  get left(): number {
    return spendingLeft(this.evidence, this.#spent)
  }

  /** No further trial changes the verdict, or none may be made to. */
  get isSettled(): boolean {
    return this.#walker.walk(() => 'end').end.because !== 'missing_trial'
  }

  add(trial: GateTrial): void {
    this.#evidence.trials.push(trial)
    this.#walker.add(trial)
    const { trials, costUsd } = this.#spent
    this.#spent = { trials: trials + 1, costUsd: costUsd + (trial.costUsd ?? 0) }
  }

  /** A call was refused because of the policy's most money. */
  reachCap(): void {
    this.#alsoSpent = { ...(this.#alsoSpent ?? { trials: 0, costUsd: 0 }), isCapReached: true }
  }

  /** As `nextTrials`. */
  next(count: number): readonly GateTrialNeed[] {
    const most = Math.min(count, this.left)
    const { end } = this.#walker.walk(() => 'end')
    return end.because !== 'missing_trial' || most <= 0 ? [] : lookAhead(this.#walker.fork(), most)
  }

  /** As `decideGate`. */
  decide(): GateVerdict {
    return verdictOfWalk(
      this.#walker.walk(() => 'end'),
      this.evidence,
    )
  }
}
