import { AppError } from '@pawl/core'

const unitsMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** What `90m`, `12h`, `3d` and `2w` stand for; null for anything else. */
function lengthMs(text: string): number | null {
  const [, count, unit = ''] = /^(\d{1,6})([mhdw])$/.exec(text) ?? []
  const unitMs = unitsMs[unit]
  return unitMs === undefined || Number(count) === 0 ? null : Number(count) * unitMs
}

/** @throws AppError `bad_request` at the option `where` */
export function readLengthMs(text: string, where: string): number {
  const length = lengthMs(text)
  if (length !== null) return length
  throw new AppError('bad_request', `${JSON.stringify(text)} is no length of time.`, {
    where,
    fix: 'Write a number with m, h, d or w: 90m, 8h, 3d, 2w.',
  })
}

interface TimeOption {
  /** The option, for the error. */
  readonly where: string
  readonly now: Date
  /** What a length alone is counted: back from now, or on. */
  readonly lengths: 'ago' | 'ahead'
}

/**
 * A length of time (`90m`, `12h`, `3d`, `2w`), or a date with or without its time; as ISO 8601. A date alone begins in UTC.
 *
 * @throws AppError `bad_request`
 */
export function readTime(text: string, { where, now, lengths }: TimeOption): string {
  const length = lengthMs(text)
  if (length !== null) return new Date(now.getTime() + (lengths === 'ago' ? -length : length)).toISOString()
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? new Date(text) : new Date(Number.NaN)
  // A time in UTC stays as it is: a Date would cut off what is finer than milliseconds.
  if (!Number.isNaN(time.getTime())) return text.endsWith('Z') ? text : time.toISOString()
  const ago = lengths === 'ago' ? ' for so long ago' : ''
  throw new AppError('bad_request', `${JSON.stringify(text)} is no time.`, {
    where,
    fix: `Write 90m, 12h, 3d or 2w${ago}, or a time such as 2026-03-01 or 2026-03-01T12:00:00Z.`,
  })
}
