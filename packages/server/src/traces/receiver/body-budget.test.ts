import type { AppError } from '@pawl/core'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { BodyBudget, type BodyLease } from './body-budget.ts'

const capacityBytes = 1000

test('the held bytes are what leases took and did not release, never over the capacity', () => {
  const action = fc.record({
    lease: fc.nat(4),
    kind: fc.constantFrom('take', 'take', 'take', 'progress', 'complete', 'release'),
    bytes: fc.nat(500),
  })
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const budget = new BodyBudget({ capacityBytes })
      const leases = Array.from({ length: 5 }, () => ({ lease: budget.lease(() => undefined), held: 0, open: true }))
      for (const { lease: index, kind, bytes } of actions) {
        const entry = leases[index] as (typeof leases)[number]
        if (kind === 'take') {
          const used = leases.reduce((sum, { held }) => sum + held, 0)
          const taken = entry.lease.take(bytes)
          expect(taken).toBe(entry.open && used + bytes <= capacityBytes)
          if (taken) entry.held += bytes
        } else if (kind === 'progress') entry.lease.progress(bytes)
        else if (kind === 'complete') entry.lease.complete()
        else {
          entry.lease.release()
          Object.assign(entry, { held: 0, open: false })
        }
        expect(budget.heldBytes).toBe(leases.reduce((sum, { held }) => sum + held, 0))
      }
      for (const { lease } of leases) lease.release()
      expect(budget.heldBytes).toBe(0)
    }),
  )
})

interface Watched {
  readonly lease: BodyLease
  readonly givenUp: AppError[]
}

function watch(budget: BodyBudget): Watched {
  const givenUp: AppError[] = []
  return { lease: budget.lease((why) => givenUp.push(why)), givenUp }
}

test('a lease without progress is given up once, its bytes are free, and a complete one is left alone', () => {
  vi.useFakeTimers()
  try {
    const budget = new BodyBudget({ capacityBytes, idleMs: 1_000 })
    const idle = watch(budget)
    const busy = watch(budget)
    const complete = watch(budget)
    for (const { lease } of [idle, busy, complete]) lease.take(100)
    complete.lease.complete()
    vi.advanceTimersByTime(900)
    busy.lease.progress(1)
    vi.advanceTimersByTime(900)
    expect([idle, busy, complete].map(({ givenUp }) => givenUp.map(({ code }) => code))).toEqual([
      ['request_timeout'],
      [],
      [],
    ])
    expect(budget.heldBytes).toBe(200)
    expect(idle.lease.take(1)).toBe(false)
    vi.advanceTimersByTime(10_000)
    expect(idle.givenUp).toHaveLength(1)
  } finally {
    vi.useRealTimers()
  }
})

test('when room is short the largest slow body gives way; quick and complete ones keep their place', () => {
  vi.useFakeTimers()
  try {
    const budget = new BodyBudget({ capacityBytes, slowWindowMs: 1_000, slowBytes: 10 })
    const [small, large, quick, complete] = [watch(budget), watch(budget), watch(budget), watch(budget)] as const
    small.lease.take(100)
    large.lease.take(300)
    quick.lease.take(300)
    complete.lease.take(300)
    complete.lease.complete()
    vi.advanceTimersByTime(1_500)
    quick.lease.progress(50)
    // A trickle is as slow as silence.
    large.lease.progress(1)
    const newcomer = watch(budget)
    expect(newcomer.lease.take(200)).toBe(true)
    expect([small, large, quick, complete].map(({ givenUp }) => givenUp.length)).toEqual([0, 1, 0, 0])
    expect(large.givenUp[0]?.code).toBe('too_many_requests')
    expect(newcomer.lease.take(900)).toBe(false)
    expect([quick, complete].map(({ givenUp }) => givenUp.length)).toEqual([0, 0])
  } finally {
    vi.useRealTimers()
  }
})
