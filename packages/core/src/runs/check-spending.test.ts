import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkSpending } from './check-spending.ts'

describe('the spending cap of a run', () => {
  it('is never passed when every call costs at most its estimate, however many run at once', () => {
    const calls = fc.array(
      fc.record({
        estimateUsd: fc.double({ min: 0, max: 1, noNaN: true }),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(
        calls,
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.integer({ min: 1, max: 8 }),
        (all, capUsd, atOnce) => {
          let spentUsd = 0
          let running: { estimateUsd: number; share: number }[] = []
          const settle = () => {
            for (const { estimateUsd, share } of running) spentUsd += estimateUsd * share
            running = []
          }
          for (const call of all) {
            if (running.length === atOnce) settle()
            const reservedUsd = running.reduce((sum, { estimateUsd }) => sum + estimateUsd, 0)
            if (checkSpending({ capUsd, spentUsd, reservedUsd, estimateUsd: call.estimateUsd }).allowed)
              running.push(call)
          }
          settle()
          expect(spentUsd).toBeLessThanOrEqual(capUsd * (1 + 1e-6) + 1e-12)
        },
      ),
    )
  })

  it('lets calls up to the cap itself, where many small sums would miss it by a rounding', () => {
    let spentUsd = 0
    for (let call = 0; call < 10; call++) {
      expect(checkSpending({ capUsd: 1, spentUsd, reservedUsd: 0, estimateUsd: 0.1 }).allowed).toBe(true)
      spentUsd += 0.1
    }
    expect(checkSpending({ capUsd: 1, spentUsd, reservedUsd: 0, estimateUsd: 0.1 })).toEqual({
      allowed: false,
      reason: 'cap_reached',
      message: 'The next call may cost $0.10; with $1.00 spent and $0 on its way that would be over the cap of $1.00',
    })
  })

  it('refuses calls whose price nobody knows, but only where there is a cap', () => {
    const question = { spentUsd: 0, reservedUsd: 0, estimateUsd: null }
    expect(checkSpending({ ...question, capUsd: 5 })).toMatchObject({ allowed: false, reason: 'price_unknown' })
    expect(checkSpending({ ...question, capUsd: null })).toEqual({ allowed: true })
  })
})
