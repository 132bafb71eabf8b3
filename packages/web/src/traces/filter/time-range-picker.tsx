import { CalendarClock, Check } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { Field, Input } from '../../ui/field.tsx'
import { formatInstant, fromWallClock, toWallClock } from '../../ui/format/index.ts'
import { Popover } from '../../ui/popover.tsx'
import { useZoneChoice, zoneName } from '../../ui/time-zone.ts'
import { useNow } from '../../ui/use-now.ts'
import {
  defaultRange,
  type FilterSearch,
  type RelativeRange,
  rangeMs,
  relativeRanges,
  withInterval,
  withRange,
} from './filter-search.ts'

const rangeLabels = {
  '15m': 'Last 15 minutes',
  '1h': 'Last hour',
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  all: 'All time',
} as const satisfies Record<RelativeRange, string>

/** The range in words: `Last hour`, or `Nov 22, 14:00:00 – Nov 22, 15:00:00`. */
function rangeText(search: FilterSearch, timeZone: string, nowMs: number): string {
  const { from, to } = search
  if (from === undefined && to === undefined) return rangeLabels[search.range ?? defaultRange]
  const text = (iso: string) => formatInstant(iso, timeZone, nowMs)
  if (from === undefined) return `until ${text(to ?? '')}`
  return to === undefined ? `since ${text(from)}` : `${text(from)} – ${text(to)}`
}

export interface RangePickerProps<Search extends FilterSearch> {
  readonly search: Search
  readonly onChange: (search: FilterSearch) => void
}

export function TimeRangePicker<Search extends FilterSearch>({ search, onChange }: RangePickerProps<Search>) {
  const [open, setOpen] = useState(false)
  const [zone] = useZoneChoice()
  const nowMs = useNow()
  const choose = (next: FilterSearch) => {
    setOpen(false)
    onChange(next)
  }
  const isCustom = search.from !== undefined || search.to !== undefined
  const current = isCustom ? undefined : (search.range ?? defaultRange)
  return (
    <Popover
      label="Time range"
      align="end"
      open={open}
      onOpenChange={setOpen}
      className="flex flex-col sm:flex-row"
      trigger={
        <Button icon={CalendarClock} className="min-w-0 shrink">
          <span className="truncate">{rangeText(search, zoneName(zone), nowMs)}</span>
        </Button>
      }
    >
      <ul className="w-44 p-1">
        {relativeRanges.map((range) => (
          <li key={range}>
            <button
              type="button"
              className={cx(
                'flex h-7 w-full items-center justify-between rounded px-2 text-xs hover:bg-hover pointer-coarse:h-9',
                range === current && 'font-medium',
              )}
              onClick={() => choose(withRange(search, range))}
            >
              {rangeLabels[range]}
              {range === current ? <Check aria-hidden size={13} className="text-accent" /> : null}
            </button>
          </li>
        ))}
      </ul>
      <CustomRange search={search} onApply={choose} />
    </Popover>
  )
}

function CustomRange({
  search,
  onApply,
}: {
  readonly search: FilterSearch
  readonly onApply: (search: FilterSearch) => void
}) {
  const [zone] = useZoneChoice()
  const timeZone = zoneName(zone)
  const nowMs = Date.now()
  const start = search.from
    ? Date.parse(search.from)
    : nowMs - Math.min(rangeMs[search.range ?? defaultRange], rangeMs['30d'])
  const [from, setFrom] = useState(toWallClock(start, timeZone))
  const [to, setTo] = useState(toWallClock(search.to ? Date.parse(search.to) : nowMs, timeZone))
  const fromMs = fromWallClock(from, timeZone)
  const toMs = fromWallClock(to, timeZone)
  const isValid = fromMs !== undefined && toMs !== undefined && fromMs < toMs
  return (
    <form
      className="w-56 space-y-2.5 border-t p-3 sm:border-t-0 sm:border-l"
      onSubmit={(event) => {
        event.preventDefault()
        if (isValid) onApply(withInterval(search, fromMs, toMs))
      }}
    >
      <Field label={`From (${timeZone})`}>
        {(control) => (
          <Input {...control} type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} />
        )}
      </Field>
      <Field label="To" error={isValid ? undefined : 'The end must be later than the start.'}>
        {(control) => (
          <Input {...control} type="datetime-local" value={to} onChange={(event) => setTo(event.target.value)} />
        )}
      </Field>
      <Button type="submit" variant="primary" disabled={!isValid} className="w-full">
        Apply
      </Button>
    </form>
  )
}
