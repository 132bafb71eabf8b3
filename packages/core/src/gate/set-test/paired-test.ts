import { MeanBet } from './mean-bet.ts'

export interface PairedRules {
  /** δ: the largest mean drop that is tolerated, over 0 and under 1. */
  readonly maxDrop: number
  /** α of "not worse by δ", and of "drop proven". */
  readonly errorRate: number
  /** α of "worse by δ". */
  readonly failErrorRate: number
  /** Rows in all, when each comes once and its outcome is fixed; null when draws are independent. */
  readonly population: number | null
}

export type PairedState = 'pass' | 'fail' | 'unsure'

/**
 * Candidate against baseline, pair by pair: D = candidate − baseline, each the share of passes. `pass` when the evidence
 * against "mean D ≤ −δ" reaches 1/α, `fail` when that against "mean D ≥ −δ" reaches 1/α_fail: one boundary, so the truth is on
 * one side of it. That the candidate is worse at all ("mean D ≥ 0" refuted) is told beside it and decides nothing: raced
 * against δ it would fail small drops that are tolerated. The first decision stands; pairs may still come in for the sake of other tests.
 */
export class PairedTest {
  state: PairedState = 'unsure'
  /** The pair that decided, from 1; 0 while none has. */
  decidedAt = 0
  /** The pair that proved a drop, from 1; 0 while none has. */
  dropProvenAt = 0
  pairs = 0
  sum = 0
  readonly #rules: PairedRules
  #notWorse: MeanBet
  #worse: MeanBet
  #dropped: MeanBet

  constructor(rules: PairedRules) {
    const { maxDrop: gap, population } = rules
    this.#rules = rules
    this.#notWorse = new MeanBet({ on: 'above', bound: -gap, gap, population })
    this.#worse = new MeanBet({ on: 'below', bound: -gap, gap, population })
    this.#dropped = new MeanBet({ on: 'below', bound: 0, gap, population })
  }

  /** One in the same state, which goes its own way. */
  fork(): PairedTest {
    const fork = new PairedTest(this.#rules)
    fork.#notWorse = this.#notWorse.fork()
    fork.#worse = this.#worse.fork()
    fork.#dropped = this.#dropped.fork()
    const { state, decidedAt, dropProvenAt, pairs, sum } = this
    return Object.assign(fork, { state, decidedAt, dropProvenAt, pairs, sum })
  }

  observe(difference: number): void {
    this.#notWorse.observe(difference)
    this.#worse.observe(difference)
    this.#dropped.observe(difference)
    this.pairs++
    this.sum += difference
    const { errorRate, failErrorRate } = this.#rules
    if (this.dropProvenAt === 0 && this.#dropped.capital >= 1 / errorRate) this.dropProvenAt = this.pairs
    if (this.state !== 'unsure') return
    if (this.#worse.capital >= 1 / failErrorRate) this.state = 'fail'
    else if (this.#notWorse.capital >= 1 / errorRate || this.#isCountedOut()) this.state = 'pass'
    if (this.state !== 'unsure') this.decidedAt = this.pairs
  }

  /** All rows are seen, and the drop is not over δ. One that equals it refutes neither side, and is tolerated. */
  #isCountedOut(): boolean {
    const { population, maxDrop } = this.#rules
    return population !== null && this.pairs >= population && this.sum >= -maxDrop * population - 1e-9
  }

  /** The e-values now: for "not worse by δ", "worse by δ" and "worse at all". Infinite where nothing is left open. */
  get evalues(): { readonly notWorse: number; readonly worse: number; readonly dropped: number } {
    return { notWorse: this.#notWorse.capital, worse: this.#worse.capital, dropped: this.#dropped.capital }
  }
}
