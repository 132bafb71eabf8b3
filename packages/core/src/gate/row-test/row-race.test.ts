import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultRowBudget, highRiskThresholds, ordinaryThresholds, RowRace, seededOrder } from '../../index.ts'
import { seededRandom } from '../../testing/seeded-random.ts'

const ordinary = { ...ordinaryThresholds, isDeterministic: false }

function race(count: number, more: { failErrorRate?: number; budget?: number; seed?: string } = {}): RowRace {
  const places = seededOrder(count, more.seed ?? 'places')
  const { failErrorRate = 0.05, budget = defaultRowBudget(count) } = more
  return new RowRace(
    Array.from({ length: count }, () => ordinary),
    { errorRate: 0.05, failErrorRate, budget, places },
  )
}

/** Runs to the end; each row passes with its probability. */
function run(of: RowRace, probabilities: readonly number[], next: () => number): RowRace {
  for (let row = of.next(); row >= 0; row = of.next()) of.record(next() < (probabilities[row] ?? 0))
  return of
}

describe('the race of all blocking rows', () => {
  it('is won after six straight passes of each row, one after the other in the seeded order', () => {
    const three = run(race(3), [1, 1, 1], () => 0)
    expect([three.isWon, three.calls, [...three.passed]]).toEqual([true, 18, [6, 6, 6]])
  })

  it('tries every row once before any a second time, and goes on with the one that failed', () => {
    const of = race(20)
    const tried: number[] = []
    for (let call = 0; call < 7; call++) {
      tried.push(of.next())
      of.record(call !== 4)
    }
    expect(new Set(tried.slice(0, 5)).size).toBe(5)
    // Fail, then three passes bring Λ from .2 over 1 again: 1.8³ · .2 = 1.17.
    expect([...tried.slice(5), of.next()]).toEqual([tried[4], tried[4], tried[4]])
    of.record(true)
    expect(of.next()).not.toBe(tried[4])
  })

  it('asks for more fails of one row where there are more rows, so that one flaky row fails no gate by chance', () => {
    const failsToBreak = (count: number) => run(race(count), Array<number>(count).fill(0), () => 0.5).calls
    // 5^n ≥ m/.05
    expect([failsToBreak(1), failsToBreak(100), failsToBreak(10_000)]).toEqual([2, 5, 8])
  })

  it('decides a deterministic row by one call', () => {
    const rows = [0, 1].map(() => ({ ...highRiskThresholds, isDeterministic: true }))
    const rules = { errorRate: 0.05, failErrorRate: 0.05, budget: 70, places: [0, 1] }
    expect(run(new RowRace(rows, rules), [1, 1], () => 0)).toMatchObject({ isWon: true, calls: 2 })
    expect(run(new RowRace(rows, rules), [1, 0], () => 0)).toMatchObject({ isWon: false, broken: 1, calls: 2 })
  })

  it('leaves rows unsure when the budget is gone, and calls that neither won nor broken', () => {
    const of = run(race(3, { budget: 5 }), [1, 1, 1], () => 0)
    expect([of.isWon, of.broken, of.calls, of.stateOf(0)]).toEqual([false, -1, 5, 'unsure'])
  })

  it('tries the most suspicious open row, always', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.nat(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (count, seed, p) => {
          const of = race(count, { seed: `${seed}` })
          const next = seededRandom(seed)
          for (let row = of.next(); row >= 0; row = of.next()) {
            for (let other = 0; other < count; other++) {
              if (of.stateOf(other) !== 'unsure') continue
              expect(of.logLikelihoodRatio(row)).toBeLessThanOrEqual(of.logLikelihoodRatio(other))
            }
            of.record(next() < p)
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('lets a row that passes half of the time through in at most 5 of 100 gates, even when each is run again five times', () => {
    const next = seededRandom(77)
    const probabilities = Array.from({ length: 20 }, (_, row) => (row === 7 ? 0.5 : 1))
    const gates = 3000
    let [passes, passesOfFive] = [0, 0]
    for (let gate = 0; gate < gates; gate++) {
      if (run(race(20, { seed: `${gate}` }), probabilities, next).isWon) passes++
      if (run(race(20, { seed: `${gate}`, budget: 5 * defaultRowBudget(20) }), probabilities, next).isWon)
        passesOfFive++
    }
    expect(passes / gates).toBeLessThanOrEqual(0.05)
    expect(passesOfFive / gates).toBeLessThanOrEqual(0.05)
  })

  it('fails an unchanged version whose rows pass as often as required in at most 5 of 100 gates', () => {
    const next = seededRandom(78)
    const probabilities = Array<number>(50).fill(0.9)
    const gates = 2000
    let fails = 0
    for (let gate = 0; gate < gates; gate++)
      if (run(race(50, { seed: `${gate}` }), probabilities, next).broken >= 0) fails++
    expect(fails / gates).toBeLessThanOrEqual(0.05)
  })
})
