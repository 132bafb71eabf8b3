import { farAway, type UsualCounts } from './usual.ts'
import { hourOfWeek } from './week-hours.ts'

/** A whole hour, without any requests included. */
export interface HourlyCount {
  readonly atMs: number
  readonly count: number
}

/** Ways to part a week into so many stretches, finest first. */
const partings: readonly { readonly of: (hourOfWeek: number) => number; readonly size: number }[] = [
  { of: (hour) => hour, size: 168 },
  { of: (hour) => (hour < 120 ? 0 : 24) + (hour % 24), size: 48 },
  { of: (hour) => hour % 24, size: 24 },
]
const leastPerStretch = 3
/** Turns a median distance into a standard deviation, of normal values. */
const medianToDeviation = 1.4826

export interface LearnedCounts {
  readonly usual: UsualCounts
  /** Each hour against the others of its stretch: what it would have strayed had it not been learned from. */
  readonly strays: readonly number[]
}

/**
 * How many requests come in each hour of the week, by the finest parting of the week of which each stretch was seen three times. How far
 * hours stray is measured against the square root of the count: 1 for arrivals that have nothing to do with each other, more for bursts.
 *
 * @returns null from less than a day
 */
export function learnCounts(hours: readonly HourlyCount[]): LearnedCounts | null {
  if (hours.length < 24) return null
  const counts = hours.map(({ count }) => count)
  const hoursOfWeek = hours.map(({ atMs }) => hourOfWeek(atMs))
  const stretchOf = partings.find(({ of, size }) => isSeen(hoursOfWeek.map(of), size))?.of ?? (() => 0)
  const sums = new Map<number, { sum: number; hours: number }>()
  for (const [index, count] of counts.entries()) {
    const stretch = stretchOf(hoursOfWeek[index] ?? 0)
    const own = sums.get(stretch) ?? { sum: 0, hours: 0 }
    sums.set(stretch, { sum: own.sum + count, hours: own.hours + 1 })
  }
  const distances = counts.map((count, index) => {
    const { sum, hours } = sums.get(stretchOf(hoursOfWeek[index] ?? 0)) ?? { sum: 0, hours: 1 }
    const others = hours > 1 ? (sum - count) / (hours - 1) : count
    return Math.abs(count - others) / Math.sqrt(Math.max(1, others))
  })
  const sorted = distances.toSorted((a, b) => a - b)
  const spread = Math.max(1, medianToDeviation * (sorted[Math.floor(sorted.length / 2)] ?? 0))
  const stretches = [...sums.keys()]
  const of = Array.from({ length: 168 }, (_, hour) => Math.max(0, stretches.indexOf(stretchOf(hour))))
  const means = stretches.map((stretch) => {
    const { sum, hours } = sums.get(stretch) ?? { sum: 0, hours: 1 }
    return sum / hours
  })
  return {
    usual: { of, counts: means, spread },
    strays: distances.map((distance) => Math.min(1, distance / (farAway * spread))),
  }
}

/** Whether each of so many stretches was seen often enough. */
function isSeen(stretches: readonly number[], size: number): boolean {
  const seen = new Map<number, number>()
  for (const stretch of stretches) seen.set(stretch, (seen.get(stretch) ?? 0) + 1)
  return seen.size === size && [...seen.values()].every((times) => times >= leastPerStretch)
}
