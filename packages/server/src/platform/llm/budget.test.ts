import { describe, expect, it } from 'vitest'
import { createBudget } from './budget.ts'

describe('a budget', () => {
  it('is shared by the calls on their way, and settled by what they cost', async () => {
    const budget = createBudget(1)
    const first = await budget.reserve(0.6)
    first.settle(0.2)
    first.settle(0.5)
    expect(budget).toMatchObject({ spentUsd: 0.2, reservedUsd: 0 })
    const second = await budget.reserve(0.7)
    expect(budget.reservedUsd).toBe(0.7)
    second.settle(null)
    expect(budget.spentUsd).toBeCloseTo(0.9)
  })

  it('lets a call wait for others whose estimate stands in its way, and refuses it when they were that dear', async () => {
    for (const [costUsd, isLetThrough] of [
      [0.1, true],
      [0.9, false],
    ] as const) {
      const budget = createBudget(1)
      const first = await budget.reserve(0.9)
      const waiting = budget.reserve(0.5).then(
        () => true,
        (error: unknown) => error,
      )
      first.settle(costUsd)
      const outcome = await waiting
      if (isLetThrough) expect(outcome).toBe(true)
      else expect(outcome).toMatchObject({ code: 'spending_cap_reached' })
    }
  })

  it('refuses at once what could never fit, also what was spent by the run before', async () => {
    await expect(createBudget(1).reserve(1.1)).rejects.toMatchObject({ code: 'spending_cap_reached' })
    await expect(createBudget(1, 0.9).reserve(0.2)).rejects.toMatchObject({ code: 'spending_cap_reached' })
    await expect(createBudget(1).reserve(null)).rejects.toMatchObject({
      code: 'spending_cap_reached',
      fix: expect.stringContaining('price'),
    })
    await expect(createBudget(null).reserve(null)).resolves.toBeDefined()
  })

  it('ends the wait of a call that is cancelled', async () => {
    const budget = createBudget(1)
    await budget.reserve(1)
    const cancel = new AbortController()
    const waiting = budget.reserve(0.5, cancel.signal)
    cancel.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
  })
})
