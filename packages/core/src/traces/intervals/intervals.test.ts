import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalQuantile, wilsonInterval } from './index.ts'

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
