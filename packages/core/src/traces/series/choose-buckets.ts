import { type LocalClock, localClock } from './local-time.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

const widths = [
  second,
  2 * second,
  5 * second,
  10 * second,
  15 * second,
  30 * second,
  minute,
  2 * minute,
  5 * minute,
  10 * minute,
  15 * minute,
  30 * minute,
  hour,
  2 * hour,
  3 * hour,
  4 * hour,
  6 * hour,
  12 * hour,
  day,
] as const

const maxBuckets = 180
/** Beyond it a day is too narrow to draw: weeks. */
const maxDays = 400

/** Consecutive stretches of time that cover a range. */
export interface TimeBuckets {
  /** Nominal width: a local day may have 23 or 25 hours. */
  readonly bucketMs: number
  /** Ascending, whole seconds; the first is at or before the start of the range. */
  readonly startsMs: readonly number[]
  /** Where the last one ends: at or after the end of the range. */
  readonly endMs: number
}

export interface BucketRange {
  readonly fromMs: number
  /** Exclusive; after `fromMs`. */
  readonly toMs: number
  /** IANA name. */
  readonly timeZone: string
}

/**
 * Cuts a range into about 60 to 180 buckets of a round width. They start where the local clock shows a multiple of the
 * width: days at local midnight, weeks at Monday's. Widths from an hour to half a day keep to whole UTC hours, in which
 * stored sums are, also where the local clock is off by half an hour.
 *
 * @throws AppError `bad_request` for an unknown time zone
 */
export function chooseBuckets({ fromMs, toMs, timeZone }: BucketRange): TimeBuckets {
  const clock = localClock(timeZone)
  const rangeMs = toMs - fromMs
  const width = widths.find((candidate) => rangeMs / candidate <= maxBuckets) ?? day
  if (width === day) return dayBuckets(clock, { fromMs, toMs, timeZone })
  const offset = clock.wallMs(fromMs) - fromMs
  const shift = width < hour ? offset : Math.round(offset / hour) * hour
  const startsMs: number[] = []
  let startMs = Math.floor((fromMs + shift) / width) * width - shift
  for (; startMs < toMs; startMs += width) startsMs.push(startMs)
  return { bucketMs: width, startsMs, endMs: startMs }
}

function dayBuckets(clock: LocalClock, { fromMs, toMs }: BucketRange): TimeBuckets {
  const days = (toMs - fromMs) / day > maxDays ? 7 : 1
  let dateMs = Math.floor(clock.wallMs(fromMs) / day) * day
  // 1 January 1970 was a Thursday: Monday is three days before.
  if (days === 7) dateMs -= ((((dateMs / day + 3) % 7) + 7) % 7) * day
  const startsMs: number[] = []
  let startMs = clock.startOfDayMs(dateMs)
  if (startMs > fromMs) {
    // A clock put back over midnight shows a day that has not started for good.
    dateMs -= days * day
    startMs = clock.startOfDayMs(dateMs)
  }
  while (startMs < toMs) {
    startsMs.push(startMs)
    dateMs += days * day
    startMs = clock.startOfDayMs(dateMs)
  }
  return { bucketMs: days * day, startsMs, endMs: startMs }
}
