import type { ShiftReference } from '../detector/shift-detector.ts'
import { learnReference, type PastObservations } from '../reference/learn-reference.ts'

/** Observations of one hour of the week, over all weeks: 0 is Monday from 0 to 1 o'clock, 167 the last of Sunday. */
export interface HourObservations extends PastObservations {
  readonly hourOfWeek: number
}

/** The same hour must have been seen on three days of its kind before it is told from the others. */
export const leastSeasonDays = 21
/** Weekends are told from working days when one of them was seen; times of a day, when three days were. */
const [leastKindDays, leastTimeDays] = [8, 3]

/** Fewer in a stretch of the week say less about it than the week as a whole does. */
const leastPerStretch = 100
/** Of all observations, those in stretches that were seen often enough. */
const leastCovered = 0.9

/** Ways to part a week into stretches that are alike, finest first, with the days of past that each needs. */
const partings: readonly { readonly leastDays: number; readonly stretchOf: (hourOfWeek: number) => number }[] = [
  { leastDays: leastSeasonDays, stretchOf: (hour) => hour },
  { leastDays: leastKindDays, stretchOf: (hour) => kindOfDay(hour) * 24 + (hour % 24) },
  { leastDays: leastKindDays, stretchOf: (hour) => kindOfDay(hour) * 6 + Math.floor((hour % 24) / 4) },
  { leastDays: leastKindDays, stretchOf: (hour) => kindOfDay(hour) * 2 + Math.floor((hour % 24) / 12) },
  { leastDays: leastTimeDays, stretchOf: (hour) => Math.floor((hour % 24) / 4) },
  { leastDays: leastTimeDays, stretchOf: (hour) => Math.floor((hour % 24) / 12) },
]

const kindOfDay = (hourOfWeek: number): number => (hourOfWeek < 120 ? 0 : 1)

/**
 * Where a metric stands in each hour of the week, by the finest parting of the week of which enough was seen: each hour, then each hour
 * of working days and of weekends, then four hours, then halves of days; from a past of less than three weeks only the coarser ones. A stretch that was hardly seen has the reference of the whole week.
 *
 * @param days that were seen
 * @returns null where the whole week is not enough (`learnReference`), or no parting is fit: then one reference serves all
 */
export function learnSeason(
  hours: readonly HourObservations[],
  days = leastSeasonDays,
): readonly ShiftReference[] | null {
  const whole = learnReference(sumOf(hours))
  if (whole === null) return null
  for (const { leastDays, stretchOf } of partings) {
    if (days < leastDays) continue
    const stretches = new Map<number, HourObservations[]>()
    for (const hour of hours) {
      const stretch = stretchOf(hour.hourOfWeek)
      const own = stretches.get(stretch)
      if (own === undefined) stretches.set(stretch, [hour])
      else own.push(hour)
    }
    const sums = new Map([...stretches].map(([stretch, own]) => [stretch, sumOf(own)]))
    const covered = [...sums.values()].filter(({ count }) => count >= leastPerStretch)
    if (sumOf(covered).count < leastCovered * sumOf(hours).count) continue
    const references = new Map([...sums].map(([stretch, sum]) => [stretch, referenceOf(sum) ?? whole]))
    return Array.from({ length: 168 }, (_, hour) => references.get(stretchOf(hour)) ?? whole)
  }
  return null
}

function referenceOf(sum: PastObservations): ShiftReference | null {
  return sum.count < leastPerStretch ? null : learnReference(sum)
}

function sumOf(all: readonly PastObservations[]): PastObservations {
  let [sum, count] = [0, 0]
  for (const each of all) {
    sum += each.sum
    count += each.count
  }
  return { sum, count }
}
