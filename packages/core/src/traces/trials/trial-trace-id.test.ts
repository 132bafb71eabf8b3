import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../testing/seeded-random.ts'
import { runIdOfTraceId, trialTraceId } from './trial-trace-id.ts'

const hexDigits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length })
const trials = fc.record({
  runId: hexDigits(12),
  index: fc.nat(2 ** 24 - 1),
  attempt: fc.integer({ min: 1, max: 255 }),
})

describe('the trace id of a trial', () => {
  it('is a valid trace id that tells its run', () => {
    fc.assert(
      fc.property(trials, (trial) => {
        const traceId = trialTraceId(trial)
        expect(traceId).toMatch(/^[0-9a-f]{32}$/)
        expect(runIdOfTraceId(traceId)).toBe(trial.runId)
      }),
    )
  })

  it('differs for every trial and attempt', () => {
    const ids = new Set<string>()
    for (let index = 0; index < 500; index++) {
      for (let attempt = 1; attempt <= 4; attempt++) ids.add(trialTraceId({ runId: '0123456789ab', index, attempt }))
    }
    expect(ids.size).toBe(2000)
  })

  it('is never seen in a random id, nor in one with a changed digit', () => {
    const next = seededRandom(7)
    for (let i = 0; i < 200_000; i++) {
      const id = Array.from({ length: 4 }, () =>
        Math.floor(next() * 2 ** 32)
          .toString(16)
          .padStart(8, '0'),
      ).join('')
      expect(runIdOfTraceId(id)).toBeUndefined()
    }
    fc.assert(
      fc.property(trials, fc.nat(31), fc.integer({ min: 1, max: 15 }), (trial, at, by) => {
        const id = trialTraceId(trial)
        const digit = ((Number.parseInt(id.charAt(at), 16) + by) % 16).toString(16)
        expect(runIdOfTraceId(id.slice(0, at) + digit + id.slice(at + 1))).toBeUndefined()
      }),
    )
  })

  it('refuses what is no run or too large a plan', () => {
    expect(() => trialTraceId({ runId: 'x', index: 0, attempt: 1 })).toThrow(RangeError)
    expect(() => trialTraceId({ runId: '0123456789ab', index: 2 ** 24, attempt: 1 })).toThrow(RangeError)
  })
})
