import { describe, expect, it } from 'vitest'
import { readLengthMs, readTime } from './read-time.ts'

const now = new Date('2026-03-10T12:00:00Z')
const ago = { where: '--from', now, lengths: 'ago' } as const

describe('readTime', () => {
  it.each([
    ['90m', '2026-03-10T10:30:00.000Z'],
    ['2w', '2026-02-24T12:00:00.000Z'],
    ['2026-03-01T12:00:00.123456Z', '2026-03-01T12:00:00.123456Z'],
    ['2026-03-01', '2026-03-01T00:00:00.000Z'],
    ['2026-03-01T12:00:00+02:00', '2026-03-01T10:00:00.000Z'],
  ])('takes %s', (text, time) => {
    expect(readTime(text, ago)).toBe(time)
  })

  it('counts on where an end is asked for', () => {
    expect(readTime('3d', { ...ago, lengths: 'ahead' })).toBe('2026-03-13T12:00:00.000Z')
  })

  it.each(['yesterday', '0d', '3 d', '-3d', '2026-13-40', ''])('says of %j what would be right', (text) => {
    expect(() => readTime(text, ago)).toThrow(
      expect.objectContaining({ code: 'bad_request', where: '--from', fix: expect.stringContaining('90m, 12h, 3d') }),
    )
  })
})

it('tells a length of time from a time', () => {
  expect(readLengthMs('8h', '--for')).toBe(28_800_000)
  expect(() => readLengthMs('2026-03-01', '--for')).toThrow('"2026-03-01" is no length of time.')
})
