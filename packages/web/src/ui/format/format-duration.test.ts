import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDuration, formatDurationTick, parseDurationMs } from './format-duration.ts'

describe('a duration', () => {
  it.each([
    [0, '0 ms'],
    [0.0004, '1 µs'],
    [0.85, '850 µs'],
    [0.9997, '1 ms'],
    [1.25, '1.3 ms'],
    [12, '12 ms'],
    [999.4, '999 ms'],
    [999.6, '1.00 s'],
    [1240, '1.24 s'],
    [59_949, '59.9 s'],
    [59_960, '1 m 00 s'],
    [125_000, '2 m 05 s'],
    [3_599_600, '1 h 00 m'],
    [5_400_000, '1 h 30 m'],
    [90_000_000, '1 d 1 h'],
  ])('of %d ms reads %s', (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text)
  })

  it.each([
    [0, '0'],
    [1000, '1 s'],
    [1500, '1.5 s'],
    [120_000, '2 m'],
    [90_000, '1 m 30 s'],
    [7_200_000, '2 h'],
  ])('of %d ms on an axis reads %s', (durationMs, text) => {
    expect(formatDurationTick(durationMs)).toBe(text)
  })
})

describe('a typed duration', () => {
  it.each([
    ['500ms', 500],
    ['1.5 s', 1500],
    ['2m', 120_000],
    ['40', 40],
    ['250 µs', 0.25],
  ])('%s is %d ms', (text, durationMs) => {
    expect(parseDurationMs(text)).toBe(durationMs)
  })

  it.each(['', 'soon', '-1s', '1 fortnight', '1e5'])('%j is refused', (text) => {
    expect(parseDurationMs(text)).toBeUndefined()
  })

  it('is read back from what a filter shows below a minute, within its three digits', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 59_000, noNaN: true }), (durationMs) => {
        const read = parseDurationMs(formatDuration(durationMs))
        expect(Math.abs((read ?? 0) - durationMs) / durationMs).toBeLessThan(0.05)
      }),
    )
  })
})
