import { type RowThresholds, weighRow } from '../../datasets/index.ts'
import { LowestFirst } from './lowest-first.ts'

export interface RaceRow extends RowThresholds {
  /** The same input always gives the same outcome: one call tells all. */
  readonly isDeterministic: boolean
}

export interface RaceRules {
  /** α: how often a row that passes no more than its floor may be called "holds". Every row must hold, so it is not shared out. */
  readonly errorRate: number
  /** α of "broken" over all rows together: each of them has its share of it, fixed at the start. */
  readonly failErrorRate: number
  /** Calls over all rows. */
  readonly budget: number
  /** The order among equally suspicious rows: the place of each row. */
  readonly places: ArrayLike<number>
}

export type RaceRowState = 'holds' | 'broken' | 'unsure'

/** What a gate may spend on rows unless told otherwise: in simulation, 5 in 100 rows or fewer stay unsure. */
export function defaultRowBudget(rowCount: number): number {
  return rowCount === 0 ? 0 : 50 + 10 * rowCount
}

interface RaceState {
  readonly passed: Int32Array
  readonly failed: Int32Array
  readonly calls: number
  readonly broken: number
  readonly perPass: Float64Array
  readonly perFail: Float64Array
  readonly open: LowestFirst
}

/**
 * The test of all blocking rows, one call at a time: the row with the highest 1/Λ is tried next. A row holds when
 * Λ ≥ 1/α and is broken when 1/Λ ≥ m/α_fail for m rows; with its first broken row, or all rows holding, the race is
 * over. Λ and 1/Λ are test martingales under "passes no more than the floor" and "passes as required" whichever row is
 * tried when, so by Ville's inequality a gate calls a broken row "holds" with a probability of at most α, and any good one
 * "broken" with at most α_fail.
 */
export class RowRace {
  readonly passed: Int32Array
  readonly failed: Int32Array
  calls: number
  /** The row that ended the race; −1 while none is broken. */
  broken: number
  readonly #rules: RaceRules
  readonly #rows: readonly RaceRow[]
  readonly #perPass: Float64Array
  readonly #perFail: Float64Array
  readonly #holds: number
  readonly #breaks: number
  readonly #open: LowestFirst

  /** `from`: the race begins as that one stands, and goes its own way. */
  constructor(rows: readonly RaceRow[], rules: RaceRules, from?: RaceState) {
    this.#rows = rows
    this.#rules = rules
    this.passed = from?.passed.slice() ?? new Int32Array(rows.length)
    this.failed = from?.failed.slice() ?? new Int32Array(rows.length)
    this.#perPass =
      from?.perPass ?? Float64Array.from(rows, (row) => weighRow({ passed: 1, failed: 0 }, row).logLikelihoodRatio)
    this.#perFail =
      from?.perFail ?? Float64Array.from(rows, (row) => weighRow({ passed: 0, failed: 1 }, row).logLikelihoodRatio)
    // Sums that equal a bound in exact arithmetic must not miss it by a rounding.
    this.#holds = Math.log(1 / rules.errorRate) - 1e-9
    this.#breaks = Math.log(rows.length / rules.failErrorRate) - 1e-9
    this.#open = from?.open.fork() ?? new LowestFirst(rules.places)
    this.calls = from?.calls ?? 0
    this.broken = from?.broken ?? -1
  }

  /** One in the same state, which goes its own way. */
  fork(): RowRace {
    const { passed, failed, calls, broken } = this
    const state = { passed, failed, calls, broken, perPass: this.#perPass, perFail: this.#perFail, open: this.#open }
    return new RowRace(this.#rows, this.#rules, state)
  }

  /** The row that the test needs one more outcome of; −1 when it is over. */
  next(): number {
    if (this.broken >= 0 || this.calls >= this.#rules.budget) return -1
    return this.#open.first
  }

  /** The outcome of the row that `next` named. */
  record(hasPassed: boolean): void {
    const row = this.next()
    if (row < 0) return
    const counts = hasPassed ? this.passed : this.failed
    counts[row] = (counts[row] ?? 0) + 1
    this.calls++
    const state = this.stateOf(row)
    if (state === 'unsure') this.#open.replaceFirst(this.logLikelihoodRatio(row))
    else this.#open.removeFirst()
    if (state === 'broken') this.broken = row
  }

  /** All rows hold. */
  get isWon(): boolean {
    return this.broken < 0 && this.#open.first < 0
  }

  stateOf(row: number): RaceRowState {
    if (this.#rows[row]?.isDeterministic === true) {
      return (this.failed[row] ?? 0) > 0 ? 'broken' : (this.passed[row] ?? 0) > 0 ? 'holds' : 'unsure'
    }
    const log = this.logLikelihoodRatio(row)
    return log >= this.#holds ? 'holds' : -log >= this.#breaks ? 'broken' : 'unsure'
  }

  /** ln Λ of a row. */
  logLikelihoodRatio(row: number): number {
    return (this.passed[row] ?? 0) * (this.#perPass[row] ?? 0) + (this.failed[row] ?? 0) * (this.#perFail[row] ?? 0)
  }
}
