import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../testing/seeded-random.ts'
import { hasSharedData, readShared } from '../../testing/shared-data.ts'
import { flakeRate, normalQuantile, passAllOf, passRate, type RowOutcomes, wilsonInterval } from './index.ts'

const row = (passed: number, failed: number, unknown = 0): RowOutcomes => ({ passed, failed, unknown })

describe('the normal quantile', () => {
  it.each([
    [0.5, 0],
    [0.75, 0.6744897502],
    [0.9, 1.2815515655],
    [0.975, 1.9599639845],
    [0.995, 2.5758293035],
    [0.9999, 3.7190164855],
    [1e-10, -6.3613409024],
  ])('of %f is %f', (probability, expected) => {
    expect(normalQuantile(probability)).toBeCloseTo(expected, 6)
  })

  it('is refused outside 0 to 1', () => {
    for (const wrong of [0, 1, -1, Number.NaN]) expect(() => normalQuantile(wrong)).toThrow(RangeError)
  })
})

describe('the interval of a rate', () => {
  // Newcombe (1998), Statistics in Medicine 17, 857–872, table I, method 3.
  it.each([
    { passed: 81, count: 263, low: 0.2553, high: 0.3662 },
    { passed: 15, count: 148, low: 0.0624, high: 0.1605 },
    { passed: 0, count: 20, low: 0, high: 0.1611 },
    { passed: 1, count: 29, low: 0.0061, high: 0.1718 },
  ])('of $passed in $count is the published one', ({ passed, count, low, high }) => {
    const interval = wilsonInterval(passed / count, count)
    expect(interval.low).toBeCloseTo(low, 4)
    expect(interval.high).toBeCloseTo(high, 4)
  })

  it('holds its rate, stays within 0 and 1, and narrows with more of the same', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 1e6 }), (rate, count) => {
        const { low, high } = wilsonInterval(rate, count)
        const more = wilsonInterval(rate, count * 2)
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeLessThanOrEqual(1)
        expect(rate).toBeGreaterThanOrEqual(low)
        expect(rate).toBeLessThanOrEqual(high)
        expect(more.high - more.low).toBeLessThan(high - low)
      }),
    )
  })

  it('is everything when nothing was seen', () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 })
  })
})

describe('the pass rate of a run', () => {
  it('leaves unknown outcomes out of the rate and keeps them in sight', () => {
    expect(passRate([row(1, 0, 3), row(1, 1)])).toMatchObject({ rate: 2 / 3, passed: 2, failed: 1, unknown: 3 })
  })

  it('is not known when no trial was decided', () => {
    expect(passRate([row(0, 0, 4)])).toMatchObject({ rate: null, interval: { low: 0, high: 1 } })
    expect(passRate([]).rate).toBeNull()
  })

  it('has the plain interval when each row was tried once', () => {
    const rows = [...Array(30).fill(row(1, 0)), ...Array(10).fill(row(0, 1))] as RowOutcomes[]
    expect(passRate(rows).interval).toEqual(wilsonInterval(0.75, 40))
  })

  it('gains little from repeating rows that always come out the same', () => {
    const rows = [...Array(30).fill(row(10, 0)), ...Array(10).fill(row(0, 10))] as RowOutcomes[]
    const { effectiveTrials } = passRate(rows)
    expect(effectiveTrials).toBeGreaterThan(35)
    expect(effectiveTrials).toBeLessThan(45)
  })

  it('never takes rows for more than their trials', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { maxLength: 30 }), (counts) => {
        const rows = counts.map(([passed, failed]) => row(passed, failed))
        const { rate, interval, effectiveTrials, passed, failed } = passRate(rows)
        expect(effectiveTrials).toBeLessThanOrEqual(passed + failed)
        if (rate === null) return
        expect(interval.low).toBeLessThanOrEqual(rate)
        expect(interval.high).toBeGreaterThanOrEqual(rate)
      }),
    )
  })

  it.each([
    { rows: 10, trials: 4, mean: 0.9, likeness: 0.5 },
    { rows: 20, trials: 5, mean: 0.7, likeness: 0.8 },
    { rows: 50, trials: 4, mean: 0.42, likeness: 0.3 },
    { rows: 50, trials: 10, mean: 0.95, likeness: 0 },
    { rows: 200, trials: 3, mean: 0.8, likeness: 1 },
  ])('holds the true rate in about 95 of 100 runs of %o', ({ rows, trials, mean, likeness }) => {
    const random = seededRandom(7)
    const runs = 2000
    let held = 0
    for (let run = 0; run < runs; run++) {
      const outcomes = Array.from({ length: rows }, () => {
        // A row keeps one outcome for all its trials with this probability, else each trial is its own.
        const shared = random() < likeness ? random() < mean : undefined
        let passed = 0
        for (let trial = 0; trial < trials; trial++) if (shared ?? random() < mean) passed++
        return row(passed, trials - passed)
      })
      const { interval } = passRate(outcomes)
      if (interval.low <= mean && mean <= interval.high) held++
    }
    expect(held / runs).toBeGreaterThan(0.925)
  })
})

describe('all of k trials', () => {
  it('is the mean over rows of the chance that k drawn trials pass', () => {
    expect(passAllOf([row(2, 2), row(4, 0)], 2).rate).toBeCloseTo((1 / 6 + 1) / 2, 12)
    expect(passAllOf([row(1, 0), row(2, 2)], 2)).toEqual({ rate: expect.closeTo(1 / 6, 12), rowCount: 1 })
    expect(passAllOf([row(1, 0)], 2)).toEqual({ rate: null, rowCount: 0 })
  })

  it.skipIf(!hasSharedData)('gives the published figures of the airline agent (skipped without ../shared)', () => {
    const rows = airlineRows()
    const figures = [1, 2, 3, 4].map((k) => passAllOf(rows, k).rate)
    for (const [index, figure] of [0.42, 0.273, 0.22, 0.2].entries()) expect(figures[index]).toBeCloseTo(figure, 3)
    expect(rows.filter((each) => (flakeRate(each) ?? 0) > 0)).toHaveLength(26)
  })
})

describe('the flake rate of a row', () => {
  it('is the chance that two of its trials disagree', () => {
    expect(flakeRate(row(4, 0))).toBe(0)
    expect(flakeRate(row(2, 2))).toBeCloseTo(2 / 3, 12)
    expect(flakeRate(row(1, 3, 5))).toBe(0.5)
    expect(flakeRate(row(1, 0, 9))).toBeNull()
  })
})

function airlineRows(): RowOutcomes[] {
  const rows = new Map<number, RowOutcomes>()
  for (const line of readShared('data/tau-airline/transcripts.jsonl').trim().split('\n')) {
    const { task_id: task, reward } = JSON.parse(line) as { task_id: number; reward: number }
    const { passed, failed } = rows.get(task) ?? row(0, 0)
    rows.set(task, reward === 1 ? row(passed + 1, failed) : row(passed, failed + 1))
  }
  return [...rows.values()]
}
