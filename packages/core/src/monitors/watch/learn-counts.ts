import { farAway, type UsualCounts } from './usual.ts'
import { hourOfWeek } from './week-hours.ts'

/** A whole hour, without any requests included. */
export interface HourlyCount {
  readonly atMs: number
  readonly count: number
}

/** What of a week each hour of it is like: that hour alone, or that time of a work day or of a weekend. */
const eachHour = { of: (hour: number) => hour, least: 3 }
const eachKindOfDay = { of: (hour: number) => (hour < 120 ? 0 : 24) + (hour % 24), least: 2 }
/** Turns a median distance into a standard deviation, of normal values. */
const medianToDeviation = 1.4826

export interface LearnedCounts {
  readonly usual: UsualCounts
  /** Each hour that is known against the others of its stretch: what it would have strayed had it not been learned from. */
  readonly strays: readonly { readonly atMs: number; readonly stray: number }[]
}

/**
 * How many requests come in each hour of the week: by each hour once it was seen three times, else by work days and weekends. A kind of day that
 * was not seen twice is not known: the first weekend is no drop. How far hours stray is measured against the square root of the count: 1 for
 * arrivals that have nothing to do with each other, more for bursts.
 *
 * @returns null from less than two days of a kind
 */
export function learnCounts(hours: readonly HourlyCount[]): LearnedCounts | null {
  const hoursOfWeek = hours.map(({ atMs }) => hourOfWeek(atMs))
  const { of: stretchOf, least } = isSeenWhole(hoursOfWeek) ? eachHour : eachKindOfDay
  const sums = new Map<number, { sum: number; hours: number }>()
  for (const [index, { count }] of hours.entries()) {
    const stretch = stretchOf(hoursOfWeek[index] ?? 0)
    const own = sums.get(stretch) ?? { sum: 0, hours: 0 }
    sums.set(stretch, { sum: own.sum + count, hours: own.hours + 1 })
  }
  const stretches = [...sums].filter(([, { hours: seen }]) => seen >= least).map(([stretch]) => stretch)
  const of = Array.from({ length: 168 }, (_, hour) => stretches.indexOf(stretchOf(hour)))
  if (stretches.length < 24) return null
  const known = hours.filter((_, index) => (of[hoursOfWeek[index] ?? 0] ?? -1) >= 0)
  const distances = known.map(({ atMs, count }) => {
    const { sum, hours: seen } = sums.get(stretchOf(hourOfWeek(atMs))) ?? { sum: 0, hours: 1 }
    const others = (sum - count) / (seen - 1)
    return Math.abs(count - others) / Math.sqrt(Math.max(1, others))
  })
  const sorted = distances.toSorted((a, b) => a - b)
  const spread = Math.max(1, medianToDeviation * (sorted[Math.floor(sorted.length / 2)] ?? 0))
  const means = stretches.map((stretch) => {
    const { sum, hours: seen } = sums.get(stretch) ?? { sum: 0, hours: 1 }
    return sum / seen
  })
  return {
    usual: { of, counts: means, spread },
    strays: known.map(({ atMs }, index) => ({
      atMs,
      stray: Math.min(1, (distances[index] ?? 0) / (farAway * spread)),
    })),
  }
}

/** Whether each hour of the week was seen often enough to be known by itself. */
function isSeenWhole(hoursOfWeek: readonly number[]): boolean {
  const seen = new Map<number, number>()
  for (const hour of hoursOfWeek) seen.set(hour, (seen.get(hour) ?? 0) + 1)
  return seen.size === 168 && [...seen.values()].every((times) => times >= eachHour.least)
}
