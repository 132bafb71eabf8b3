import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aroundChange } from './around-change.ts'

const dayMs = 86_400_000

describe('the range around a change', () => {
  it('always shows at least a day before it, and all that came since', () => {
    fc.assert(
      fc.property(fc.nat(400 * dayMs), (lastedMs) => {
        const changedMs = 1e12
        const { fromMs, toMs } = aroundChange({ changedMs, endMs: changedMs + lastedMs })
        expect(changedMs - fromMs).toBeGreaterThanOrEqual(dayMs)
        expect(changedMs - fromMs).toBeLessThanOrEqual(28 * dayMs)
        expect(toMs).toBeGreaterThanOrEqual(changedMs + lastedMs)
      }),
    )
  })
})
