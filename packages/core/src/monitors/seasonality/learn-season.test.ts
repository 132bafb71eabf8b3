import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../testing/seeded-random.ts'
import { ShiftDetector, thresholdForDays } from '../detector/shift-detector.ts'
import { learnReference } from '../reference/learn-reference.ts'
import { learnSeason } from './learn-season.ts'

const perDay = 480

/** Fails twice as often at night and three times as often on weekends. */
const usual = (hour: number): number => (hour % 24 < 8 ? 0.08 : 0.04) * (hour >= 120 ? 3 : 1)

function history(next: () => number, days: number) {
  const hours = Array.from({ length: 168 }, (_, hourOfWeek) => ({ hourOfWeek, sum: 0, count: 0 }))
  for (let at = 0; at < days * 24; at++) {
    const hour = hours[at % 168]
    for (let request = 0; hour !== undefined && request < perDay / 24; request++) {
      hour.count++
      if (next() < usual(hour.hourOfWeek)) hour.sum++
    }
  }
  return hours
}

const rules = (hours: ReturnType<typeof history>) => {
  const total = (field: 'sum' | 'count') => hours.reduce((all, hour) => all + hour[field], 0)
  const reference = learnReference({ sum: total('sum'), count: total('count') })
  return { reference: reference ?? { high: 0.5, low: 0.5 }, threshold: thresholdForDays(365, perDay) }
}

/** Hours until the alarm; all of them when there was none. */
function watch(detector: ShiftDetector, hours: number, observe: (hour: number) => void): number {
  for (let at = 0; at < hours; at++) {
    for (let request = 0; request < perDay / 24; request++) observe(at % 168)
    if (detector.isAlarm) return at + 1
  }
  return hours
}

describe('a season', () => {
  it('raises no alert in a month of days and weeks as they always are, where one reference for all raises one in days', () => {
    const next = seededRandom(3)
    const hours = history(next, 35)
    const season = learnSeason(hours)
    const detector = new ShiftDetector(rules(hours))
    expect(watch(detector, 720, (hour) => detector.observe(next() < usual(hour) ? 1 : 0, season?.[hour]))).toBe(720)
    const blind = new ShiftDetector(rules(hours))
    expect(watch(blind, 720, (hour) => blind.observe(next() < usual(hour) ? 1 : 0))).toBeLessThan(240)
  })

  it('still shows ten points more failures within a day', () => {
    const next = seededRandom(4)
    const hours = history(next, 35)
    const season = learnSeason(hours)
    const detector = new ShiftDetector(rules(hours))
    watch(detector, 168, (hour) => detector.observe(next() < usual(hour) ? 1 : 0, season?.[hour]))
    const shifted = (hour: number) => detector.observe(next() < usual(hour) + 0.1 ? 1 : 0, season?.[hour])
    expect(watch(detector, 720, shifted)).toBeLessThan(24)
  })

  it('is told apart no finer than what was seen allows', () => {
    const distinct = (days: number, share: number) => {
      const hours = history(seededRandom(5), days).map((hour) => {
        return { ...hour, count: Math.round(hour.count * share), sum: Math.round(hour.sum * share) }
      })
      return new Set(learnSeason(hours)).size
    }
    expect(distinct(49, 1)).toBe(168)
    expect(distinct(28, 0.7)).toBe(48)
    expect(distinct(28, 0.25)).toBe(12)
  })

  it('is not learned from next to nothing', () => {
    expect(learnSeason([{ hourOfWeek: 3, sum: 1, count: 20 }])).toBeNull()
  })
})
