import { passRate } from '@pawl/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cautiousRate } from './run-figures.ts'

describe('the pass rate in a list of runs', () => {
  it('is never known better than the exact one of the run, which knows its rows', () => {
    const rows = (trials: number) => fc.array(fc.integer({ min: 0, max: trials }), { minLength: 1, maxLength: 20 })
    const run = fc.integer({ min: 1, max: 6 }).chain((trials) => fc.tuple(fc.constant(trials), rows(trials)))
    fc.assert(
      fc.property(run, ([trials, passes]) => {
        const exact = passRate(passes.map((passed) => ({ passed, failed: trials - passed, unknown: 0 })))
        const pass = passes.reduce((sum, passed) => sum + passed, 0)
        const counts = { pass, fail: passes.length * trials - pass, unknown: 0, error: 0, unrecorded_tool_call: 0 }
        const shown = cautiousRate({ counts }, passes.length)
        expect(shown.rate).toBeCloseTo(exact.rate ?? 0, 9)
        expect(shown.interval.high - shown.interval.low).toBeGreaterThanOrEqual(
          0.8 * (exact.interval.high - exact.interval.low),
        )
      }),
    )
  })

  it('is unknown, from 0 to 1, while nothing is decided', () => {
    const counts = { pass: 0, fail: 0, unknown: 3, error: 1, unrecorded_tool_call: 0 }
    expect(cautiousRate({ counts }, 2)).toEqual({ rate: null, interval: { low: 0, high: 1 } })
  })
})
