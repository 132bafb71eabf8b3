import { defaultRowBudget, ordinaryThresholds, RowRace, weighRow } from '@pawl/core'

export interface RowGates {
  /** Of each row, its probability to pass. */
  readonly probabilities: readonly number[]
  readonly gates: number
  readonly next: () => number
}

export interface RowGateFigures {
  readonly passRate: number
  readonly failRate: number
  /** Of all rows, those that were unsure when a gate had neither failed nor passed. */
  readonly unsureRows: number
  readonly meanCalls: number
}

const errorRate = 0.05

/** Gates over blocking rows alone, so that all of the error rate is theirs: the least favourable case for false fails. */
export function simulateRowGates({ probabilities, gates, next }: RowGates): RowGateFigures {
  const rows = probabilities.map(() => ({ ...ordinaryThresholds, isDeterministic: false }))
  const places = Int32Array.from(probabilities, (_, index) => index)
  const budget = defaultRowBudget(rows.length)
  let [passes, fails, unsure, calls] = [0, 0, 0, 0]
  for (let gate = 0; gate < gates; gate++) {
    shuffle(places, next)
    const race = new RowRace(rows, { errorRate, failErrorRate: errorRate, budget, places })
    for (let row = race.next(); row >= 0; row = race.next()) race.record(next() < (probabilities[row] ?? 0))
    calls += race.calls
    if (race.broken >= 0) fails++
    else if (race.isWon) passes++
    else unsure += rows.filter((_, row) => race.stateOf(row) === 'unsure').length
  }
  return {
    passRate: passes / gates,
    failRate: fails / gates,
    unsureRows: unsure / (gates * rows.length),
    meanCalls: calls / gates,
  }
}

/**
 * The probability that a row ends as "holds" among `rowCount`, by dynamic programming over the counts of its passes and
 * fails, without any budget: what is still open after 400 trials counts as "holds" too.
 */
export function exactHoldRate(probability: number, rowCount: number): number {
  const step = (passed: number, failed: number) => weighRow({ passed, failed }, ordinaryThresholds).logLikelihoodRatio
  let open = new Map([[0, 1]])
  let holds = 0
  for (let trial = 1; trial <= 400; trial++) {
    const after = new Map<number, number>()
    for (const [passed, share] of open) {
      for (const [count, chance] of [[passed + 1, probability] as const, [passed, 1 - probability] as const]) {
        const log = step(count, trial - count)
        const mass = share * chance
        if (log >= Math.log(1 / errorRate) - 1e-9) holds += mass
        else if (-log < Math.log(rowCount / errorRate) - 1e-9) after.set(count, (after.get(count) ?? 0) + mass)
      }
    }
    open = after
  }
  return [...open.values()].reduce((sum, share) => sum + share, holds)
}

function shuffle(places: Int32Array, next: () => number): void {
  for (let at = places.length - 1; at > 0; at--) {
    const other = Math.floor(next() * (at + 1))
    const held = places[at] ?? 0
    places[at] = places[other] ?? 0
    places[other] = held
  }
}
