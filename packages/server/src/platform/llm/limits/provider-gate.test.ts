import type { ProviderLimits } from '@pawl/core'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ProviderGate, type Slot } from './provider-gate.ts'

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => void vi.useRealTimers())

const unlimited = { maxConcurrency: 1000, requestsPerMinute: null, tokensPerMinute: null }
const entry = { tokens: 1, isRetry: false, signal: undefined }
const answered = { usedTokens: null, isAnswered: true }
const newGate = (limits: Partial<ProviderLimits>) => new ProviderGate({ ...unlimited, ...limits }, Date.now)

/** Slots as they are given. */
function collect(gate: ProviderGate) {
  const slots: Slot[] = []
  const enter = (fields: Partial<Parameters<ProviderGate['enter']>[0]> = {}) =>
    gate.enter({ ...entry, ...fields }).then((slot) => slots.push(slot))
  return { slots, enter }
}

describe('the gate of a provider', () => {
  it('never lets more through at once than its limit, whatever comes and goes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.constantFrom('enter', 'leave', 'cancel', 'pause'), { maxLength: 60 }),
        async (maxConcurrency, steps) => {
          const gate = newGate({ maxConcurrency })
          const slots: Slot[] = []
          const cancels: AbortController[] = []
          for (const step of steps) {
            if (step === 'enter') {
              const cancel = new AbortController()
              cancels.push(cancel)
              gate.enter({ ...entry, signal: cancel.signal }).then(
                (slot) => slots.push(slot),
                () => undefined,
              )
            } else if (step === 'leave') slots.shift()?.leave(answered)
            else if (step === 'cancel') cancels.shift()?.abort()
            else gate.pause(10)
            await vi.advanceTimersByTimeAsync(5)
            expect(gate.activeCount).toBe(slots.length)
            expect(gate.activeCount).toBeLessThanOrEqual(maxConcurrency)
          }
          // Whoever still waits comes through in the end.
          for (let round = 0; round < 100 && gate.activeCount > 0; round++) {
            for (const slot of slots.splice(0)) slot.leave(answered)
            await vi.advanceTimersByTimeAsync(20)
          }
          expect(gate.activeCount).toBe(0)
        },
      ),
    )
  })

  it('lets no minute hold more requests or tokens than its limits', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 100, max: 1000 }),
        fc.array(fc.record({ tokens: fc.integer({ min: 1, max: 100 }), afterMs: fc.nat(9000) }), { maxLength: 40 }),
        async (requestsPerMinute, tokensPerMinute, calls) => {
          const gate = newGate({ requestsPerMinute, tokensPerMinute })
          const admitted: { tokens: number; atMs: number }[] = []
          for (const { tokens, afterMs } of calls) {
            void gate.enter({ ...entry, tokens }).then((slot) => {
              admitted.push({ tokens, atMs: Date.now() })
              slot.leave({ usedTokens: tokens, isAnswered: true })
            })
            await vi.advanceTimersByTimeAsync(afterMs)
          }
          await vi.advanceTimersByTimeAsync(60_000 * (calls.length + 1))
          expect(admitted).toHaveLength(calls.length)
          for (const { atMs } of admitted) {
            const minute = admitted.filter((one) => one.atMs > atMs - 60_000 && one.atMs <= atMs)
            expect(minute.length).toBeLessThanOrEqual(requestsPerMinute)
            expect(minute.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(tokensPerMinute)
          }
        },
      ),
      { numRuns: 50 },
    )
  })

  it('lets a call through that alone is over the tokens of a minute, once nothing else is in it', async () => {
    const { slots, enter } = collect(newGate({ tokensPerMinute: 100 }))
    void enter({ tokens: 50 })
    void enter({ tokens: 500 })
    await vi.advanceTimersByTimeAsync(59_000)
    expect(slots).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(2000)
    expect(slots).toHaveLength(2)
  })

  it('counts what a call used in the place of what it might have used', async () => {
    const { slots, enter } = collect(newGate({ tokensPerMinute: 100 }))
    void enter({ tokens: 100 })
    void enter({ tokens: 80 })
    await vi.advanceTimersByTimeAsync(0)
    expect(slots).toHaveLength(1)
    slots[0]?.leave({ usedTokens: 20, isAnswered: true })
    await vi.advanceTimersByTimeAsync(0)
    expect(slots).toHaveLength(2)
  })

  it('pauses for everybody, then lets half as many through, and more with every answer', async () => {
    const gate = newGate({ maxConcurrency: 8 })
    const { slots, enter } = collect(gate)
    for (let call = 0; call < 8; call++) void enter()
    await vi.advanceTimersByTimeAsync(0)
    // All eight are refused, which counts once.
    for (const slot of slots.splice(0)) {
      slot.leave({ usedTokens: null, isAnswered: false })
      gate.pause(1000)
    }
    for (let call = 0; call < 60; call++) void enter()
    await vi.advanceTimersByTimeAsync(999)
    expect(slots).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(gate.activeCount).toBe(4)
    for (let round = 0; round < 6; round++) {
      for (const slot of slots.splice(0)) slot.leave(answered)
      await vi.advanceTimersByTimeAsync(0)
    }
    expect(gate.activeCount).toBeGreaterThan(4)
    expect(gate.activeCount).toBeLessThanOrEqual(8)
  })

  it('takes those that were tried before first', async () => {
    const gate = newGate({ maxConcurrency: 1 })
    const order: string[] = []
    const enter = (name: string, isRetry: boolean) =>
      gate.enter({ ...entry, isRetry }).then((slot) => {
        order.push(name)
        slot.leave(answered)
      })
    const first = await gate.enter(entry)
    const all = [enter('new', false), enter('again', true)]
    first.leave(answered)
    await Promise.all(all)
    expect(order).toEqual(['again', 'new'])
  })

  it('forgets who is cancelled while waiting', async () => {
    const gate = newGate({ maxConcurrency: 1 })
    const first = await gate.enter(entry)
    const cancel = new AbortController()
    const waiting = gate.enter({ ...entry, signal: cancel.signal })
    cancel.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    first.leave(answered)
    await gate.enter(entry)
    expect(gate.activeCount).toBe(1)
  })
})
