import { formatCompactInstant, formatExactInstant, formatInstant, formatRelative } from './format/index.ts'
import { useZoneChoice, zoneName } from './time-zone.ts'
import { useNow } from './use-now.ts'

export interface InstantProps {
  readonly iso: string
  /** `relative`: how long ago; `compact`: no more of the time than needed. */
  readonly as?: 'time' | 'relative' | 'compact'
  readonly className?: string
}

/** A time in the chosen zone; on hover how long ago, and the instant to the last digit that was sent. */
export function Instant({ iso, as = 'time', className }: InstantProps) {
  const [zone] = useZoneChoice()
  const nowMs = useNow()
  const timeZone = zoneName(zone)
  const ago = formatRelative(iso, nowMs)
  return (
    <time dateTime={iso} title={`${ago}\n${formatExactInstant(iso, timeZone)}`} className={className}>
      {as === 'relative' ? ago : (as === 'compact' ? formatCompactInstant : formatInstant)(iso, timeZone, nowMs)}
    </time>
  )
}
