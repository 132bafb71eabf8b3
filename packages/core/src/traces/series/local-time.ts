import { AppError } from '../../errors/index.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** The clock of one place. */
export interface LocalClock {
  /** What its wall clock shows at an instant, as the milliseconds of a UTC clock that shows the same. */
  wallMs(instantMs: number): number
  /** The first instant of a calendar day, which is given as the UTC midnight of the same date. */
  startOfDayMs(dateMs: number): number
}

/** @throws AppError `bad_request` for a name that is no IANA time zone */
export function localClock(timeZone: string): LocalClock {
  if (timeZone === 'UTC') return { wallMs: (instantMs) => instantMs, startOfDayMs: (dateMs) => dateMs }
  const format = formatOf(timeZone)
  const wallMs = (instantMs: number): number => {
    const part: Record<string, number> = {}
    for (const { type, value } of format.formatToParts(instantMs)) part[type] = Number(value)
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
    return Date.UTC(year, month - 1, day, hour, minute, second) + (((instantMs % 1000) + 1000) % 1000)
  }
  return { wallMs, startOfDayMs: (dateMs) => startOfDay(wallMs, dateMs) }
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch (cause) {
    throw new AppError('bad_request', `There is no time zone ${JSON.stringify(timeZone)}.`, {
      where: 'query.timeZone',
      fix: 'Give an IANA name such as UTC or Europe/Berlin.',
      cause,
    })
  }
}

/** A clock put forward at midnight has no 00:00 on that day: then the day starts at the jump. */
function startOfDay(wallMs: (instantMs: number) => number, dateMs: number): number {
  const offsetAt = (instantMs: number) => wallMs(instantMs) - instantMs
  const first = dateMs - offsetAt(dateMs)
  const second = dateMs - offsetAt(first)
  for (const candidate of [Math.min(first, second), Math.max(first, second)]) {
    if (wallMs(candidate) === dateMs) return candidate
  }
  let before = dateMs - dayMs
  let after = dateMs + dayMs
  while (after - before > 1000) {
    const middle = before + Math.floor((after - before) / 2000) * 1000
    if (wallMs(middle) >= dateMs) after = middle
    else before = middle
  }
  return after
}
