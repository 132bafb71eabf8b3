import type { SeriesAnswer } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo } from 'react'
import { problemOf, type QueryValues } from '../../api/index.ts'
import { formatCount } from '../../ui/format/index.ts'
import { Skeleton } from '../../ui/states.tsx'
import { localZoneName } from '../../ui/time-zone.ts'
import { failedCounts } from '../metrics/metric-panels.ts'
import { seriesQuery } from '../trace-queries.ts'

// The chart library is a quarter of the page's script: the rows come first.
const TimeChart = lazy(() => import('../../ui/chart/time-chart.tsx').then((chart) => ({ default: chart.TimeChart })))

const height = 64

export interface HistogramProps {
  readonly filter: QueryValues
  /** Counts again every few seconds. */
  readonly isLive: boolean
  readonly onZoom: (fromMs: number, toMs: number) => void
}

/** Traces and failed traces over time; dragging narrows the time range. */
export function Histogram({ filter, isLive, onZoom }: HistogramProps) {
  const query = { ...filter, of: 'traces', measure: ['count', 'error_rate'], timeZone: localZoneName() }
  const answer = useQuery({ ...seriesQuery(query), refetchInterval: isLive ? 10_000 : false })
  const { data } = answer
  const series = useMemo(() => {
    const counts = data?.series.find((one) => one.measure === 'count')?.points ?? []
    return [
      { label: 'Traces', color: 'var(--color-line-strong)', values: counts, style: 'bars' as const },
      {
        label: 'With errors',
        color: 'var(--color-error-fill)',
        values: data ? failedCounts(data) : [],
        style: 'bars' as const,
      },
    ]
  }, [data])
  if (answer.isError) {
    return <p className="px-4 py-2 text-xs text-ink-3">No histogram: {problemOf(answer.error).detail}</p>
  }
  return (
    <div className="relative border-b px-2" style={{ height: height + 20 }}>
      {data && data.buckets.length > 0 ? (
        <Suspense fallback={<Skeleton className="mx-2 mt-3 h-14" />}>
          <TimeChart
            buckets={data.buckets}
            bucketMs={data.bucketMs}
            series={series}
            height={height + 18}
            label={`Traces over time: ${total(data)}`}
            format={formatCount}
            unit="count"
            legend={false}
            onZoom={onZoom}
            hover
          />
        </Suspense>
      ) : answer.isPending ? (
        <Skeleton className="mx-2 mt-3 h-14" />
      ) : null}
    </div>
  )
}

function total(answer: SeriesAnswer): string {
  const count = answer.series.find((one) => one.measure === 'count')?.overall ?? 0
  return `${formatCount(count)} traces, drag to zoom`
}
