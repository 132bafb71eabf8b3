import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evalueText, heightOf, plotPoints } from './scale.ts'

const range = { low: -4, high: 4 }

describe('a path of evidence', () => {
  it('starts at its start, ends at its last value, goes left to right and never leaves its box', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -900, max: 900, noNaN: true }), { maxLength: 3000 }), (values) => {
        const points = plotPoints(values, range)
        expect(points.length).toBeLessThanOrEqual(502)
        expect(points.at(-1)).toEqual({ x: 1, y: heightOf(values.at(-1) ?? 0, range) })
        if (values.length > 0) expect(points[0]).toEqual({ x: 0, y: 0.5 })
        for (const [at, { x, y }] of points.entries()) {
          expect(y).toBeGreaterThanOrEqual(0)
          expect(y).toBeLessThanOrEqual(1)
          if (at > 0) expect(x).toBeGreaterThan(points[at - 1]?.x ?? 0)
        }
      }),
    )
  })
})

describe('an e-value', () => {
  it.each([
    [Math.log(20), '20'],
    [0, '1'],
    [Math.log(0.0131), '0.013'],
    [Math.log(123_000_000), '10⁸'],
    [Math.log(0.00002), '10⁻⁵'],
    [700, 'certain'],
  ])('whose logarithm is %d reads %s', (log, text) => {
    expect(evalueText(log)).toBe(text)
  })
})
