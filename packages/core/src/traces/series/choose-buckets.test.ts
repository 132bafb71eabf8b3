import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseBuckets } from './choose-buckets.ts'

const hour = 3_600_000
const day = 24 * hour
const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'America/Sao_Paulo']

const anyRange = fc
  .record({
    fromMs: fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2030, 0) }),
    lengthMs: fc.oneof(
      fc.integer({ min: 1, max: 3 * hour }),
      fc.integer({ min: hour, max: 200 * day }),
      fc.integer({ min: 300 * day, max: 9000 * day }),
    ),
    timeZone: fc.constantFrom(...zones),
  })
  .map(({ fromMs, lengthMs, timeZone }) => ({ fromMs, toMs: fromMs + lengthMs, timeZone }))

const wallClock = (ms: number, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(ms)

describe('the buckets of a range', () => {
  it.each([
    [30, 1, 30],
    [60, 1, 60],
    [3600, 30, 120],
    [6 * 3600, 120, 180],
    [24 * 3600, 600, 144],
    [7 * 24 * 3600, 3600, 168],
    [30 * 24 * 3600, 4 * 3600, 180],
    [90 * 24 * 3600, 12 * 3600, 180],
    [180 * 24 * 3600, 24 * 3600, 180],
    [365 * 24 * 3600, 24 * 3600, 365],
  ])('a range of %i s has a width of %i s and %i buckets', (rangeS, widthS, count) => {
    const fromMs = Date.UTC(2026, 0, 1)
    const buckets = chooseBuckets({ fromMs, toMs: fromMs + rangeS * 1000, timeZone: 'UTC' })
    expect(buckets.bucketMs).toBe(widthS * 1000)
    expect(buckets.startsMs).toHaveLength(count)
  })

  it('cover the range without gaps, in whole seconds', () => {
    fc.assert(
      fc.property(anyRange, (range) => {
        const { startsMs, endMs } = chooseBuckets(range)
        const edges = [...startsMs, endMs]
        expect(edges[0]).toBeLessThanOrEqual(range.fromMs)
        expect(edges[1]).toBeGreaterThan(range.fromMs)
        expect(endMs).toBeGreaterThanOrEqual(range.toMs)
        expect(startsMs.at(-1)).toBeLessThan(range.toMs)
        for (const [index, edge] of edges.entries()) {
          expect(edge % 1000).toBe(0)
          expect(edge).toBeGreaterThan(edges[index - 1] ?? Number.NEGATIVE_INFINITY)
        }
      }),
    )
  })

  it('are at most 181 up to half a year, and at least 60 from a minute on', () => {
    fc.assert(
      fc.property(anyRange, (range) => {
        const { startsMs } = chooseBuckets(range)
        const lengthMs = range.toMs - range.fromMs
        if (lengthMs <= 180 * day) expect(startsMs.length).toBeLessThanOrEqual(182)
        if (lengthMs >= 60_000) expect(startsMs.length).toBeGreaterThanOrEqual(57)
      }),
    )
  })

  it('of an hour to half a day keep to whole UTC hours, so that stored hours are never cut', () => {
    fc.assert(
      fc.property(anyRange, (range) => {
        const { bucketMs, startsMs } = chooseBuckets(range)
        if (bucketMs >= hour && bucketMs < day) expect(startsMs.every((ms) => ms % hour === 0)).toBe(true)
      }),
    )
  })

  it('of a day start when the local date changes, also where the clock is put forward or back', () => {
    fc.assert(
      fc.property(anyRange, (range) => {
        const { bucketMs, startsMs } = chooseBuckets(range)
        if (bucketMs < day) return
        for (const startMs of startsMs.slice(0, 60)) {
          const date = wallClock(startMs, range.timeZone).slice(0, 10)
          expect(wallClock(startMs - 1000, range.timeZone).slice(0, 10)).not.toBe(date)
          if (bucketMs === 7 * day) expect(new Date(`${date}T00:00:00Z`).getUTCDay()).toBe(1)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('have 23 and 25 hours on the days on which Berlin changes its clock', () => {
    const fromMs = Date.UTC(2026, 0, 1)
    const { startsMs, endMs } = chooseBuckets({ fromMs, toMs: Date.UTC(2026, 11, 31), timeZone: 'Europe/Berlin' })
    const lengths = startsMs.map((ms, index) => ((startsMs[index + 1] ?? endMs) - ms) / hour)
    expect(lengths.filter((length) => length !== 24)).toEqual([23, 25])
    expect(startsMs).toContain(Date.UTC(2026, 2, 28, 23))
  })

  it('start at noon and midnight of the local clock when they are twelve hours wide', () => {
    const fromMs = Date.UTC(2026, 0, 1, 9)
    const { startsMs } = chooseBuckets({ fromMs, toMs: fromMs + 80 * day, timeZone: 'America/New_York' })
    expect(new Date(startsMs[0] ?? 0).toISOString()).toBe('2026-01-01T05:00:00.000Z')
  })

  it('refuse a time zone that does not exist', () => {
    expect(() => chooseBuckets({ fromMs: 0, toMs: 1, timeZone: 'Mars/Olympus' })).toThrow('no time zone "Mars/Olympus"')
  })
})
