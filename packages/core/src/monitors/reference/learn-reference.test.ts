import { describe, expect, it } from 'vitest'
import { betaCumulative, betaQuantile, logGamma } from './beta-quantile.ts'
import { learnReference, leastPastObservations } from './learn-reference.ts'

describe('the beta distribution', () => {
  it('has the values of its closed forms', () => {
    expect(logGamma(5)).toBeCloseTo(Math.log(24), 12)
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 12)
    for (const x of [0.01, 0.2, 0.5, 0.9]) {
      expect(betaCumulative(x, 1, 1)).toBeCloseTo(x, 12)
      expect(betaCumulative(x, 3, 1)).toBeCloseTo(x ** 3, 12)
      expect(betaCumulative(x, 1, 4)).toBeCloseTo(1 - (1 - x) ** 4, 12)
      expect(betaCumulative(x, 0.5, 0.5)).toBeCloseTo((2 / Math.PI) * Math.asin(Math.sqrt(x)), 12)
    }
  })

  it('is undone by its quantile, also where all of it lies at an edge', () => {
    for (const [a, b] of [
      [0.5, 500.5],
      [25.5, 475.5],
      [5000.5, 0.5],
      [1e6, 3e6],
    ] as const) {
      for (const level of [0.01, 0.22, 0.78, 0.99]) {
        expect(betaCumulative(betaQuantile(level, a, b), a, b)).toBeCloseTo(level, 9)
      }
    }
  })
})

describe('a reference', () => {
  it('lies on the safe side of what was seen, closer the more was seen', () => {
    const few = learnReference({ sum: 5, count: 100 })
    const many = learnReference({ sum: 500, count: 10_000 })
    expect(few?.high).toBeGreaterThan(0.05)
    expect(few?.low).toBeLessThan(0.05)
    expect((many?.high ?? 1) - (many?.low ?? 0)).toBeLessThan(((few?.high ?? 1) - (few?.low ?? 0)) / 5)
  })

  it('is learned where nothing ever failed, and where everything did', () => {
    expect(learnReference({ sum: 0, count: 500 })).toMatchObject({ low: 1e-4 })
    expect(learnReference({ sum: 500, count: 500 })).toMatchObject({ high: 1 - 1e-4 })
  })

  it('is not learned from next to nothing', () => {
    expect(learnReference({ sum: 1, count: leastPastObservations - 1 })).toBeNull()
  })
})
