import { cx } from '../class-names.ts'
import { formatInstant } from '../format/index.ts'
import { useZoneChoice, zoneName } from '../time-zone.ts'
import { oneLine } from '../visible-text.ts'
import type { TimeChartProps } from './chart-props.ts'

/** Each series with its value at the cursor, or over the whole range. */
export function ChartLegend(props: TimeChartProps & { readonly cursor: number | null }) {
  const { series, overall, cursor, buckets, format, onPick } = props
  const [zone] = useZoneChoice()
  const bucket = cursor === null ? undefined : buckets[cursor]
  return (
    <div className="px-1 pt-1">
      <p className="h-5 text-2xs text-ink-3">
        {bucket ? formatInstant(bucket, zoneName(zone), Date.parse(bucket)) : 'Whole range'}
      </p>
      <ul className="max-h-24 overflow-auto">
        {series.map((one, index) => {
          const value = cursor === null ? overall?.[index] : one.values[cursor]
          const content = (
            <>
              <span aria-hidden className="h-2.5 w-2.5 shrink-0 rounded-[3px]" style={{ background: one.color }} />
              <span className="min-w-0 flex-1 truncate text-left text-ink-2">{oneLine(one.label, 80)}</span>
              <span className="font-medium">{value === null || value === undefined ? '–' : format(value)}</span>
            </>
          )
          const row = 'flex h-5.5 w-full items-center gap-2 rounded px-1 text-xs'
          return (
            <li key={one.label}>
              {onPick ? (
                <button type="button" className={cx(row, 'hover:bg-hover')} onClick={() => onPick(index)}>
                  {content}
                </button>
              ) : (
                <div className={row}>{content}</div>
              )}
            </li>
          )
        })}
      </ul>
    </div>
  )
}

/** The values of one bucket, small, in the corner. */
export function CursorValues({ series, buckets, format, cursor }: TimeChartProps & { readonly cursor: number }) {
  const [zone] = useZoneChoice()
  const bucket = buckets[cursor]
  if (!bucket) return null
  return (
    <p className="pointer-events-none absolute top-1 right-2 flex gap-3 rounded border bg-raised px-2 text-2xs text-ink-2">
      <span>{formatInstant(bucket, zoneName(zone), Date.parse(bucket))}</span>
      {series.map((one) => (
        <span key={one.label}>
          {one.label} <span className="font-medium text-ink">{format(one.values[cursor] ?? 0)}</span>
        </span>
      ))}
    </p>
  )
}
