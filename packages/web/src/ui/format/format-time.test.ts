import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatCompactInstant, formatExactInstant, formatRelative, fromWallClock, toWallClock } from './format-time.ts'

const now = Date.parse('2026-11-22T21:30:00Z')

describe('an instant', () => {
  it('keeps every digit that was sent', () => {
    expect(formatExactInstant('2026-11-22T14:03:22.123456789Z', 'UTC')).toBe('2026-11-22 14:03:22.123456789 UTC')
  })

  it('is shown in the chosen zone', () => {
    expect(formatExactInstant('2026-07-01T22:00:00.000Z', 'Asia/Kolkata')).toBe('2026-07-02 03:30:00.000 Asia/Kolkata')
  })

  it.each([
    ['2026-11-22T01:02:03Z', '01:02:03'],
    ['2026-11-21T23:59:00Z', 'Nov 21 23:59'],
    ['2025-03-19T10:00:00Z', '2025-03-19'],
    ['not a time', 'not a time'],
  ])('%s is as short as its distance allows', (iso, text) => {
    expect(formatCompactInstant(iso, 'UTC', now)).toBe(text)
  })

  it.each([
    [0, 'just now'],
    [12_000, '12 s ago'],
    [180_000, '3 min ago'],
    [5 * 3_600_000, '5 h ago'],
    [86_400_000, '1 day ago'],
    [3 * 86_400_000, '3 days ago'],
    [-240_000, 'in 4 min'],
  ])('%d ms back is %s', (agoMs, text) => {
    expect(formatRelative(new Date(now - agoMs).toISOString(), now)).toBe(text)
  })
})

describe('a wall clock', () => {
  it('leads back to the same minute in any zone, clock changes aside', () => {
    const minutes = fc.integer({ min: Date.UTC(2020, 0) / 60_000, max: Date.UTC(2030, 0) / 60_000 })
    const zones = fc.constantFrom('UTC', 'Asia/Kolkata', 'Asia/Tokyo', 'America/Phoenix', 'Pacific/Kiritimati')
    fc.assert(
      fc.property(minutes, zones, (minute, zone) => {
        expect(fromWallClock(toWallClock(minute * 60_000, zone), zone)).toBe(minute * 60_000)
      }),
    )
  })

  it('knows the offset on both sides of a clock change', () => {
    expect(fromWallClock('2026-03-29T01:30', 'Europe/Berlin')).toBe(Date.parse('2026-03-29T00:30:00Z'))
    expect(fromWallClock('2026-03-29T03:30', 'Europe/Berlin')).toBe(Date.parse('2026-03-29T01:30:00Z'))
  })

  it('refuses what is no time', () => {
    expect(fromWallClock('', 'UTC')).toBeUndefined()
  })
})
