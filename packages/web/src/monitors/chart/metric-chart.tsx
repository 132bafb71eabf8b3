import type { MonitorChart } from '@pawl/core'
import { useNavigate } from '@tanstack/react-router'
import { ChartNoAxesColumn } from 'lucide-react'
import { lazy, Suspense, useMemo, useState } from 'react'
import { EmptyState, Skeleton } from '../../ui/states.tsx'
import { formatFigure } from '../marks/figure-text.tsx'
import { alertStretches, marksOf } from './chart-marks.ts'
import { ChartReadout, measuredColor, usualColor } from './chart-readout.tsx'
import { type ChosenRange, RangeBar } from './range-bar.tsx'

const TimeChart = lazy(() => import('../../ui/chart/time-chart.tsx').then((chart) => ({ default: chart.TimeChart })))

const chartHeight = 240

export interface MetricChartProps {
  readonly chart: MonitorChart
  readonly label: string
  /** What can be done with a range that was dragged over; without, none can be chosen. */
  readonly onShowTraces?: (range: ChosenRange) => void
  readonly onZoom?: (range: ChosenRange) => void
  /** Of a preview: there is no page of them. */
  readonly areAlertsImagined?: boolean
}

/** A metric over time before the band of what is usual, with what was detected and what else happened. */
export function MetricChart({ chart, label, onShowTraces, onZoom, areAlertsImagined = false }: MetricChartProps) {
  const { points, bucketMs, unit, alerts } = chart
  const navigate = useNavigate()
  const [cursor, setCursor] = useState<number | null>(null)
  const [chosen, setChosen] = useState<ChosenRange>()
  const drawn = useMemo(() => drawChart(points), [points])
  const marks = useMemo(
    () =>
      marksOf(
        chart,
        areAlertsImagined ? undefined : (alertId) => void navigate({ to: '/alerts/$alertId', params: { alertId } }),
      ),
    [chart, navigate, areAlertsImagined],
  )
  const endMs = Date.parse(points.at(-1)?.at ?? '') + bucketMs
  const stretches = [
    ...alertStretches(alerts, endMs),
    ...(chosen ? [{ id: 'chosen', ...chosen, tone: 'accent' as const }] : []),
  ]
  if (points.every(({ value }) => value === null)) {
    return (
      <EmptyState icon={ChartNoAxesColumn} title="Nothing measured">
        No trace of this range has the metric.
      </EmptyState>
    )
  }
  const canChoose = onShowTraces !== undefined || onZoom !== undefined
  return (
    <div className="px-2 pt-3 pb-1">
      <Suspense fallback={<Skeleton className="h-60" />}>
        <TimeChart
          buckets={drawn.buckets}
          bucketMs={bucketMs}
          series={drawn.series}
          band={drawn.band}
          marks={marks}
          stretches={stretches}
          height={chartHeight}
          label={label}
          format={(value) => formatFigure(value, unit)}
          unit={unit === 'ms' ? 'duration' : undefined}
          legend={false}
          onCursor={setCursor}
          {...(canChoose && { onZoom: (fromMs: number, toMs: number) => setChosen({ fromMs, toMs }) })}
        />
      </Suspense>
      <ChartReadout chart={chart} point={cursor === null ? undefined : points[cursor]} canChoose={canChoose} />
      {chosen ? (
        <RangeBar range={chosen} onShowTraces={onShowTraces} onZoom={onZoom} onClose={() => setChosen(undefined)} />
      ) : null}
    </div>
  )
}

const drawChart = (points: MonitorChart['points']) => ({
  buckets: points.map(({ at }) => at),
  series: [
    { label: 'Measured', color: measuredColor, style: 'line' as const, values: points.map(({ value }) => value) },
  ],
  band: points.some(({ usualHigh }) => usualHigh !== null)
    ? {
        color: usualColor,
        low: points.map(({ usualLow }) => usualLow),
        high: points.map(({ usualHigh }) => usualHigh),
      }
    : undefined,
})
