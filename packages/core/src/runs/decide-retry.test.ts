import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CallFailure, decideRetry, defaultRetryPolicy, type RetryQuestion } from './decide-retry.ts'
import { readRetryAfter } from './read-retry-after.ts'

const nowMs = Date.UTC(2026, 10, 23, 12, 0, 0)
const http = (status: number, headers: { [name: string]: string } = {}, errorCode?: string): CallFailure => ({
  type: 'http',
  status,
  headers,
  ...(errorCode !== undefined && { errorCode }),
})
const ask = (failure: CallFailure, more: Partial<RetryQuestion> = {}) =>
  decideRetry({ failure, attempt: 1, nowMs, seed: 'run/row/1', ...more })

describe('a failed call', () => {
  it('is made again when time may mend it', () => {
    const passing: CallFailure[] = [
      ...[408, 409, 429, 500, 502, 503, 504, 529].map((status) => http(status)),
      { type: 'timeout' },
      { type: 'network', code: 'ECONNRESET' },
      { type: 'broken_answer' },
    ]
    expect(passing.map((failure) => ask(failure).retry)).toEqual(passing.map(() => true))
  })

  it('is not made again when it would fail again', () => {
    const lasting: CallFailure[] = [
      ...[400, 401, 403, 404, 413, 422, 501].map((status) => http(status)),
      http(429, {}, 'insufficient_quota'),
      { type: 'network', code: 'ENOTFOUND' },
      { type: 'cancelled' },
    ]
    expect(lasting.map((failure) => ask(failure).retry)).toEqual(lasting.map(() => false))
  })

  it('follows the provider where it says itself whether to come again', () => {
    expect(ask(http(429, { 'X-Should-Retry': 'false' })).retry).toBe(false)
    expect(ask(http(400, { 'x-should-retry': 'true' })).retry).toBe(true)
  })

  it('is given up after so many calls', () => {
    expect(ask(http(500), { attempt: defaultRetryPolicy.maxAttempts })).toEqual({
      retry: false,
      reason: 'status 500, after 5 calls',
    })
  })

  it('waits between half and all of a delay that doubles up to its limit', () => {
    const policy = { maxAttempts: 50, baseDelayMs: 100, maxDelayMs: 5000, maxRetryAfterMs: 0 }
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 49 }), fc.string(), (attempt, seed) => {
        const decision = decideRetry({ failure: { type: 'timeout' }, attempt, nowMs, seed }, policy)
        const longest = Math.min(5000, 100 * 2 ** (attempt - 1))
        expect(decision.retry && decision.delayMs).toBeGreaterThanOrEqual(longest / 2)
        expect(decision.retry && decision.delayMs).toBeLessThanOrEqual(longest)
        expect(decideRetry({ failure: { type: 'timeout' }, attempt, nowMs, seed }, policy)).toEqual(decision)
      }),
    )
  })

  it('comes back at another time than its neighbours', () => {
    const delays = Array.from({ length: 100 }, (_, row) => {
      const decision = ask(http(500), { seed: `run/row ${row}/1` })
      return decision.retry ? decision.delayMs : 0
    })
    expect(new Set(delays).size).toBeGreaterThan(60)
    const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length
    expect(mean).toBeGreaterThan(350)
    expect(mean).toBeLessThan(400)
  })

  it('never comes back before Retry-After, and not at all when that is too long', () => {
    fc.assert(
      fc.property(fc.nat(120), fc.string(), (seconds, seed) => {
        const decision = ask(http(429, { 'retry-after': `${seconds}` }), { seed })
        expect(decision.retry && decision.delayMs).toBeGreaterThanOrEqual(seconds * 1000)
        expect(decision.retry && decision.delayMs).toBeLessThanOrEqual(seconds * 1000 + 1000)
      }),
    )
    expect(ask(http(429, { 'retry-after': '3600' }))).toEqual({
      retry: false,
      reason: 'status 429, and the provider asks to wait 3600 s',
    })
    const exact = ask(http(429, { 'retry-after-ms': '2500', 'retry-after': '60' }))
    expect(exact.retry && exact.delayMs).toBeLessThan(4000)
  })
})

describe('Retry-After', () => {
  const at = Date.UTC(1994, 10, 6, 8, 49, 37)

  it.each([
    ['120', 120_000],
    ['0.5', 500],
    ['Sun, 06 Nov 1994 08:49:37 GMT', 7000],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 7000],
    ['Sun Nov  6 08:49:37 1994', 7000],
    ['Sun, 06 Nov 1994 08:49:00 GMT', 0],
  ])('%s is %i ms', (text, expected) => {
    expect(readRetryAfter(text, at - 7000)).toBe(expected)
  })

  it('that is neither seconds nor a date counts as absent', () => {
    for (const text of ['', 'soon', '-1', '1e3', '06 Nov 1994', 'Sun, 06 Nev 1994 08:49:37 GMT']) {
      expect(readRetryAfter(text, at)).toBeUndefined()
    }
  })
})
