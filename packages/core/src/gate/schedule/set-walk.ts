import type { GateDataset, GateTrial } from '../evidence/index.ts'
import { RatioTest } from '../limits/ratio-test.ts'
import type { GatePolicy, LimitFigure } from '../policy/index.ts'
import { limitFigures } from '../policy/index.ts'
import { PairedTest } from '../set-test/paired-test.ts'
import type { ErrorRateSplit } from '../verdict/split-error-rate.ts'
import { seededOrder, seededStream } from './seeded-stream.ts'

/** Pairs of one dataset in one start of a gate. At δ = .05 and pass rates as unsteady as tau-airline's, 98 of 100 unchanged versions pass within them. */
export const mostPairs = 2000
/** A figure that none of so many pairs has will not come. */
const pairsWithoutFigure = 30

export interface SetPair {
  /** The place of the row within the dataset. */
  readonly row: number
  /** Of the candidate, from 1. */
  readonly trial: number
  /** Of the baseline, from the first to the last. */
  readonly baseline: readonly [number, number]
}

export interface LimitWalk {
  readonly figure: LimitFigure
  readonly maxIncrease: number
  readonly test: RatioTest
}

/** ln of the e-values after each pair. */
export interface SetPath {
  readonly notWorse: number[]
  readonly worse: number[]
  readonly dropped: number[]
}

export interface SetRules {
  readonly policy: GatePolicy
  readonly split: ErrorRateSplit
  readonly seed: string
  readonly starts: number
}

/** Numbers over this, and certainty, are this in a path: JSON has no infinity. */
const largestLog = 700

/**
 * The tests of one dataset, pair by pair. Random outcomes are drawn with replacement, a row and fresh trials of both sides each
 * time, so that the draws are independent and their mean is that of the dataset's rows; no trial of the baseline is used
 * twice. Fixed outcomes need each row once, in a seeded order.
 */
export class SetWalk {
  readonly dataset: GateDataset
  readonly test: PairedTest
  readonly limits: readonly LimitWalk[]
  readonly path: SetPath = { notWorse: [], worse: [], dropped: [] }
  readonly rowsSeen = new Set<number>()
  readonly #rules: SetRules
  readonly #draws: RowDraws
  readonly #uses: Int32Array
  readonly #most: number
  #pending: SetPair | null = null

  /** `from`: the walk goes on where that one stands, on its own; its path begins there. */
  constructor(dataset: GateDataset, rules: SetRules, from?: SetState) {
    const { policy, split, seed, starts } = rules
    this.dataset = dataset
    this.#rules = rules
    const count = dataset.rows.length
    const isFixed = dataset.outcomes === 'fixed'
    const failErrorRate = split.fail.eachSetOrLimit
    const { maxDrop } = policy
    const population = isFixed ? count : null
    this.test =
      from?.test.fork() ?? new PairedTest({ maxDrop, errorRate: split.pass.eachSet, failErrorRate, population })
    const forkedLimits = from?.limits.map((limit) => ({ ...limit, test: limit.test.fork() }))
    const freshLimits = () =>
      limitFigures.flatMap((figure) => {
        const maxIncrease = policy.limits[figure]
        if (maxIncrease === null) return []
        const ratios = { maxRatio: 1 + maxIncrease, errorRate: split.pass.eachLimit, failErrorRate }
        return [{ figure, maxIncrease, test: new RatioTest(ratios) }]
      })
    this.limits = forkedLimits ?? freshLimits()
    this.#draws = from?.draws ?? new RowDraws({ count, isFixed, seed: JSON.stringify([seed, dataset.name]) })
    this.#uses = from?.uses.slice() ?? new Int32Array(count)
    this.#pending = from?.pending ?? null
    this.#most = isFixed ? count : mostPairs * starts
  }

  /** One in the same state, which goes its own way; its path begins here. */
  fork(): SetWalk {
    const { test, limits } = this
    const state = { test, limits, draws: this.#draws, uses: this.#uses, pending: this.#pending }
    return new SetWalk(this.dataset, this.#rules, state)
  }

  /** All its tests have decided. */
  get isSettled(): boolean {
    return this.test.state !== 'unsure' && this.limits.every(({ test }) => test.state !== 'unsure')
  }

  get hasFailed(): boolean {
    return this.test.state === 'fail' || this.limits.some(({ test }) => test.state === 'over')
  }

  /** Why no further pair may be looked at, though not all is settled; null while one may. */
  get end(): 'pair_budget' | 'unmeasured' | null {
    const isUnmeasured = this.limits.some(({ test }) => test.count === 0) && this.test.pairs >= pairsWithoutFigure
    return isUnmeasured ? 'unmeasured' : this.test.pairs >= this.#most ? 'pair_budget' : null
  }

  /** The pair to look at; the same until it was observed. */
  next(): SetPair {
    if (this.#pending === null) {
      const row = this.#draws.at(this.test.pairs)
      const trial = (this.#uses[row] ?? 0) + 1
      const each = this.dataset.baselinePerPair
      this.#pending = { row, trial, baseline: [(trial - 1) * each + 1, trial * each] }
    }
    return this.#pending
  }

  observe(pair: SetPair, difference: number): void {
    this.#pending = null
    this.#uses[pair.row] = pair.trial
    this.rowsSeen.add(pair.row)
    this.test.observe(difference)
    const { notWorse, worse, dropped } = this.test.evalues
    this.path.notWorse.push(logOf(notWorse))
    this.path.worse.push(logOf(worse))
    this.path.dropped.push(logOf(dropped))
  }

  observeFigures(candidate: GateTrial, baseline: readonly GateTrial[]): void {
    for (const { figure, test } of this.limits) {
      const ofCandidate = figureOf(candidate, figure)
      const ofBaseline = baseline.map((trial) => figureOf(trial, figure)).filter((value) => value !== null)
      // A mean over some of the trials only would be another figure in each pair.
      if (ofCandidate === null || ofBaseline.length < baseline.length) continue
      test.observe(ofCandidate, ofBaseline.reduce((sum, value) => sum + value, 0) / ofBaseline.length)
    }
  }
}

interface SetState {
  readonly test: PairedTest
  readonly limits: readonly LimitWalk[]
  readonly draws: RowDraws
  readonly uses: Int32Array
  readonly pending: SetPair | null
}

/** The rows of a dataset in the order of their pairs, drawn as far as anyone asked. */
class RowDraws {
  readonly #rows: number[] = []
  readonly #order: Int32Array | null
  readonly #draw: () => number
  readonly #count: number

  constructor({ count, isFixed, seed }: { readonly count: number; readonly isFixed: boolean; readonly seed: string }) {
    this.#count = count
    this.#order = isFixed ? seededOrder(count, seed) : null
    this.#draw = seededStream(seed)
  }

  at(pair: number): number {
    if (this.#order !== null) return this.#order[pair] ?? 0
    while (this.#rows.length <= pair) this.#rows.push(Math.floor(this.#draw() * this.#count))
    return this.#rows[pair] ?? 0
  }
}

function figureOf(trial: GateTrial, figure: LimitFigure): number | null {
  switch (figure) {
    case 'cost':
      return trial.costUsd
    case 'latency':
      return trial.latencyMs
    case 'tokens':
      return trial.totalTokens
  }
}

/** Rounded, so that a verdict is the same on every machine. */
export function logOf(evalue: number): number {
  const log = Math.min(largestLog, Math.max(-largestLog, Math.log(evalue)))
  return Math.round(log * 1e6) / 1e6
}
