import type { MetricUnit, MonitorChart } from '@pawl/core'
import { formatCount, formatInstant } from '../../ui/format/index.ts'
import { useZoneChoice, zoneName } from '../../ui/time-zone.ts'
import { formatFigure, rangeText } from '../marks/figure-text.tsx'

export const usualColor = 'light-dark(rgb(20 108 60 / 0.14), rgb(111 211 156 / 0.15))'
export const measuredColor = 'var(--color-accent-fill)'

type Point = MonitorChart['points'][number]

export interface ChartReadoutProps {
  readonly chart: Pick<MonitorChart, 'unit' | 'points'>
  /** Under the cursor. */
  readonly point: Point | undefined
  readonly canChoose: boolean
}

/** What the colors mean, or the figures under the cursor; always as high, so that nothing jumps. */
export const ChartReadout = ({ chart: { unit, points }, point, canChoose }: ChartReadoutProps) => (
  <div className="flex min-h-6 flex-wrap items-center gap-x-4 gap-y-0.5 px-1.5 py-1 text-xs text-ink-2">
    {point ? (
      <PointFigures point={point} unit={unit} />
    ) : (
      <>
        <span className="flex items-center gap-1.5">
          <span aria-hidden className="h-0.5 w-3.5 rounded" style={{ background: measuredColor }} /> Measured
        </span>
        {points.some(({ usualHigh }) => usualHigh !== null) ? (
          <span className="flex items-center gap-1.5">
            <span aria-hidden className="h-3 w-3.5 rounded-xs" style={{ background: usualColor }} /> Usual
          </span>
        ) : (
          <span className="text-ink-3">What is usual is not known yet</span>
        )}
        {canChoose ? (
          <span className="ml-auto text-ink-3 max-sm:hidden">Drag over a range to see its traces</span>
        ) : null}
      </>
    )}
  </div>
)

function PointFigures({ point, unit }: { readonly point: Point; readonly unit: MetricUnit }) {
  const [zone] = useZoneChoice()
  const { at, value, low, high, usualLow, usualHigh, count } = point
  return (
    <>
      <span className="text-ink-3">{formatInstant(at, zoneName(zone), Date.parse(at))}</span>
      {value === null ? (
        <span className="text-ink-3">nothing measured</span>
      ) : (
        <span>
          <span className="font-medium text-ink">{formatFigure(value, unit)}</span>
          {low === null || high === null ? null : ` (${rangeText({ low, high }, unit)})`}
        </span>
      )}
      {usualLow === null || usualHigh === null ? null : (
        <span>
          usual <span className="text-ink">{rangeText({ low: usualLow, high: usualHigh }, unit)}</span>
        </span>
      )}
      <span className="text-ink-3">{count === 1 ? '1 observation' : `${formatCount(count)} observations`}</span>
    </>
  )
}
