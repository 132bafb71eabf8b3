const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(name: string, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${name} ${timeZone}`
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', { hourCycle: 'h23', timeZone, ...options })
  formats.set(key, made)
  return made
}

const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const

/** `Nov 22, 14:03:22` in the given IANA zone, with the year when it is not this one. */
export function formatInstant(iso: string, timeZone: string, nowMs: number): string {
  const time = new Date(iso)
  if (Number.isNaN(time.getTime())) return iso
  const sameYear = time.getUTCFullYear() === new Date(nowMs).getUTCFullYear()
  return sameYear
    ? formatOf('day', timeZone, { month: 'short', day: '2-digit', ...clock }).format(time)
    : formatOf('year', timeZone, {
        year: 'numeric',
        month: 'short',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
      }).format(time)
}

/** As short as the distance allows: `14:03:22` today, `Nov 21 14:03` this year, `2025-03-19` before. */
export function formatCompactInstant(iso: string, timeZone: string, nowMs: number): string {
  const time = new Date(iso)
  if (Number.isNaN(time.getTime())) return iso
  const date = formatOf('date', timeZone, { year: 'numeric', month: '2-digit', day: '2-digit' })
  if (date.format(time) === date.format(nowMs)) return formatOf('clock', timeZone, clock).format(time)
  const parts = exactParts(time, timeZone)
  if (time.getUTCFullYear() !== new Date(nowMs).getUTCFullYear()) return `${parts.year}-${parts.month}-${parts.day}`
  const month = formatOf('month', timeZone, { month: 'short' }).format(time)
  return `${month} ${parts.day} ${parts.hour}:${parts.minute}`
}

type ExactPart = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second'

function exactParts(time: Date | number, timeZone: string): Record<ExactPart, string> {
  const options = { year: 'numeric', month: '2-digit', day: '2-digit', ...clock } as const
  const parts = formatOf('exact', timeZone, options).formatToParts(time)
  const part = (type: ExactPart) => parts.find((candidate) => candidate.type === type)?.value ?? ''
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  }
}

/** The whole instant with all digits that were sent, and the zone: `2026-11-22 14:03:22.123456789 UTC`. */
export function formatExactInstant(iso: string, timeZone: string): string {
  const time = new Date(iso)
  if (Number.isNaN(time.getTime())) return iso
  const { year, month, day, hour, minute, second } = exactParts(time, timeZone)
  const fraction = /\.(\d+)/.exec(iso)?.[1] ?? '000'
  return `${year}-${month}-${day} ${hour}:${minute}:${second}.${fraction} ${timeZone}`
}

/** `just now`, `12 s ago`, `3 min ago`, `5 h ago`, `2 days ago`, `in 4 min`. */
export function formatRelative(iso: string, nowMs: number): string {
  const agoS = (nowMs - new Date(iso).getTime()) / 1000
  if (Number.isNaN(agoS)) return ''
  const size = Math.abs(agoS)
  if (size < 1.5) return 'just now'
  const text =
    size < 59.5
      ? `${Math.round(size)} s`
      : size < 3570
        ? `${Math.round(size / 60)} min`
        : size < 84_600
          ? `${Math.round(size / 3600)} h`
          : size < 129_600
            ? '1 day'
            : `${Math.round(size / 86_400)} days`
  return agoS > 0 ? `${text} ago` : `in ${text}`
}

/** Wall-clock text for an `<input type="datetime-local">` in the given zone, and back. */
export function toWallClock(instantMs: number, timeZone: string): string {
  const { year, month, day, hour, minute } = exactParts(instantMs, timeZone)
  return `${year}-${month}-${day}T${hour}:${minute}`
}

/** Milliseconds since 1970 of a wall-clock text in the given zone; undefined when it is not a time. */
export function fromWallClock(text: string, timeZone: string): number | undefined {
  const asUtc = Date.parse(`${text}Z`)
  if (Number.isNaN(asUtc)) return undefined
  // The zone's offset at the guess can differ from the offset at the answer around a clock change: a second round settles it.
  let instant = asUtc
  for (let round = 0; round < 2; round += 1) {
    instant = asUtc - (Date.parse(`${toWallClock(instant, timeZone)}Z`) - instant + (instant % 60_000))
  }
  return instant
}
