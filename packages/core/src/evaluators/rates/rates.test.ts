import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../testing/seeded-random.ts'
import { hasSharedData, readShared } from '../../testing/shared-data.ts'
import { wilsonInterval } from '../../traces/index.ts'
import { flakeRate, passAllOf, passRate, type RowOutcomes } from './index.ts'

const row = (passed: number, failed: number, unknown = 0): RowOutcomes => ({ passed, failed, unknown })

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
