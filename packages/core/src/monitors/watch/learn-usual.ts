import type { ShiftReference } from '../detector/shift-detector.ts'
import { excessSpread, type PastStretch } from '../reference/excess-spread.ts'
import { learnReference } from '../reference/learn-reference.ts'
import { type HourObservations, learnSeason } from '../seasonality/learn-season.ts'
import { type HourlyCount, learnCounts } from './learn-counts.ts'
import type { Usual } from './usual.ts'
import { dayMs, hourMs, hourOfWeek } from './week-hours.ts'

/** The observations of one hour. */
export interface PastHour {
  readonly atMs: number
  readonly sum: number
  readonly count: number
}

export interface Past {
  /** With observations, oldest first. */
  readonly hours: readonly PastHour[]
  /** Up to then; observations that are missing before are none. */
  readonly toMs: number
}

/** How many standard deviations between days, or between times of a day, still count as usual. */
const spreads = 1.5
/**
 * While no week was seen whole, what its other days are like is not known: they are taken to differ by a seventh of what single observations
 * do (three points where 5 % fail).
 */
const unseenSpread = 0.15

/**
 * Where a stream stood, from its past: the mean with its uncertainty, each time of the week for itself as far as the past tells them apart,
 * and widened by as much as days differ beyond chance; where times of a day are not told apart, by as much as they do.
 *
 * @returns null from less than a day, or too few observations
 */
export function learnUsual({ hours, toMs }: Past): Usual | null {
  const fromMs = hours[0]?.atMs
  if (fromMs === undefined || toMs - fromMs < dayMs) return null
  const total = sumOf(hours)
  const whole = learnReference(total)
  if (whole === null) return null
  const mean = total.sum / total.count
  const days = (toMs - fromMs) / dayMs
  const season = learnSeason(weekOf(hours), days)
  const middleAt = (atMs: number): number => {
    const reference = season?.[hourOfWeek(atMs)]
    return reference === undefined ? mean : (reference.high + reference.low) / 2
  }
  const byDay = excessSpread(stretchesOf(hours, (atMs) => Math.floor(atMs / dayMs), middleAt))
  const byTime = season === null ? excessSpread(stretchesOf(hours, partOfDay, middleAt)) : 0
  const unseen = days < 7 ? unseenSpread * Math.sqrt(mean * (1 - mean)) : 0
  const margin = spreads * Math.max(byDay, byTime, unseen)
  const widened = ({ high, low }: ShiftReference) => ({ high: bounded(high + margin), low: bounded(low - margin) })
  return {
    ...{ mean, count: total.count, perDay: total.count / days, fromMs, toMs, counts: null },
    whole: widened(whole),
    season: season === null ? null : packed(season.map(widened)),
  }
}

/** The same of hourly counts: what is watched is how far each hour strays from its usual count. */
export function learnUsualCounts(counts: readonly HourlyCount[], toMs: number): Usual | null {
  const learned = learnCounts(counts)
  if (learned === null) return null
  const hours = learned.strays.map(({ atMs, stray }) => ({ atMs, sum: stray, count: 1 }))
  const usual = learnUsual({ hours, toMs })
  return usual === null ? null : { ...usual, counts: learned.usual }
}

const edge = 1e-4
const bounded = (value: number): number => Math.min(1 - edge, Math.max(edge, value))

const partOfDay = (atMs: number): number => Math.floor((atMs % dayMs) / (4 * hourMs))

function sumOf(hours: readonly PastHour[]) {
  let [sum, count] = [0, 0]
  for (const hour of hours) {
    sum += hour.sum
    count += hour.count
  }
  return { sum, count }
}

function weekOf(hours: readonly PastHour[]): HourObservations[] {
  const week = new Map<number, HourObservations>()
  for (const { atMs, sum, count } of hours) {
    const hour = hourOfWeek(atMs)
    const own = week.get(hour)
    week.set(hour, { hourOfWeek: hour, sum: sum + (own?.sum ?? 0), count: count + (own?.count ?? 0) })
  }
  return [...week.values()]
}

function stretchesOf(
  hours: readonly PastHour[],
  keyOf: (atMs: number) => number,
  middleAt: (atMs: number) => number,
): PastStretch[] {
  const stretches = new Map<number, { sum: number; count: number; expectedSum: number }>()
  for (const { atMs, sum, count } of hours) {
    const key = keyOf(atMs)
    const own = stretches.get(key) ?? { sum: 0, count: 0, expectedSum: 0 }
    own.sum += sum
    own.count += count
    own.expectedSum += count * middleAt(atMs)
    stretches.set(key, own)
  }
  return [...stretches.values()].map(({ sum, count, expectedSum }) => ({ sum, count, expected: expectedSum / count }))
}

function packed(hours: readonly ShiftReference[]): Usual['season'] {
  const keys = hours.map(({ high, low }) => `${high} ${low}`)
  const unique = [...new Set(keys)]
  return {
    of: keys.map((key) => unique.indexOf(key)),
    references: unique.map((key) => {
      const { high, low } = hours[keys.indexOf(key)] ?? { high: 0.5, low: 0.5 }
      return { high, low }
    }),
  }
}
