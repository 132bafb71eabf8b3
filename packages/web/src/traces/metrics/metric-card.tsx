import type { MetricMeasure, SliceKey } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChartNoAxesColumn, Radar } from 'lucide-react'
import { lazy, Suspense, useMemo, useState } from 'react'
import { problemOf, type QueryValues } from '../../api/index.ts'
import type { ChartMark } from '../../ui/chart/chart-props.ts'
import { cx } from '../../ui/class-names.ts'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { localZoneName, useZoneChoice } from '../../ui/time-zone.ts'
import type { FilterSearch } from '../filter/filter-search.ts'
import { seriesQuery } from '../trace-queries.ts'
import { drawPanel, type MetricPanel, measureLabel } from './metric-panels.ts'

const TimeChart = lazy(() => import('../../ui/chart/time-chart.tsx').then((chart) => ({ default: chart.TimeChart })))

const chartHeight = 168

export interface MetricCardProps {
  readonly panel: MetricPanel
  readonly filter: QueryValues
  readonly groupBy: SliceKey | undefined
  readonly scoreName: string | undefined
  /** What happened to the application in the range. */
  readonly marks: readonly ChartMark[]
  /** The filter as it stands in the address: a monitor starts from it. */
  readonly search: FilterSearch
  readonly onZoom: (fromMs: number, toMs: number) => void
  readonly onPickGroup: (group: string) => void
}

/** One chart with its figures for the whole range. */
export function MetricCard(props: MetricCardProps) {
  const { panel, filter, groupBy, scoreName, marks, search, onZoom, onPickGroup } = props
  const [chosen, setChosen] = useState<MetricMeasure>(panel.measures[0])
  const [zone] = useZoneChoice()
  const answer = useQuery(
    seriesQuery({
      ...filter,
      measure: groupBy ? [chosen] : [...panel.measures, ...(panel.also ?? [])],
      groupBy,
      scoreName: panel.needsScore ? scoreName : undefined,
      timeZone: zone === 'utc' ? 'UTC' : localZoneName(),
    }),
  )
  const { data } = answer
  const drawn = useMemo(
    () => (data ? drawPanel(panel, data, groupBy !== undefined) : undefined),
    [panel, data, groupBy],
  )
  const isEmpty = !drawn?.series.some((one) => one.values.some((value) => value !== null && value !== 0))
  return (
    <section
      aria-label={panel.title}
      className={cx('rounded-lg border bg-surface p-3', answer.isPlaceholderData && 'opacity-60')}
    >
      <header className="mb-1 flex h-6 items-center gap-2 px-1">
        <h2 className="mr-auto text-sm font-semibold">{panel.title}</h2>
        {groupBy && panel.measures.length > 1 ? (
          <MeasureChoice panel={panel} value={chosen} onChange={setChosen} />
        ) : null}
        <WatchLink panel={panel} search={search} scoreName={scoreName} />
      </header>
      {answer.isError ? (
        <ErrorState compact problem={problemOf(answer.error)} onRetry={() => void answer.refetch()} />
      ) : !data || !drawn ? (
        <Skeleton className="h-58" />
      ) : isEmpty ? (
        <div className="h-58">
          <EmptyState icon={ChartNoAxesColumn} title="Nothing measured" />
        </div>
      ) : (
        <Suspense fallback={<Skeleton className="h-58" />}>
          <TimeChart
            buckets={data.buckets}
            bucketMs={data.bucketMs}
            series={drawn.series}
            overall={drawn.overall}
            height={chartHeight}
            label={`${panel.title} over time`}
            format={panel.format}
            unit={panel.unit}
            syncKey="metrics"
            marks={marks}
            onZoom={onZoom}
            {...(groupBy ? { onPick: (index: number) => onPickGroup(data.series[index]?.group ?? '') } : {})}
          />
        </Suspense>
      )}
    </section>
  )
}

/** A monitor of what the chart shows, under the same filter. */
const WatchLink = ({ panel, search, scoreName }: Pick<MetricCardProps, 'panel' | 'search' | 'scoreName'>) => (
  <Link
    to="/monitors/_new"
    search={{ ...search, measure: panel.watched, ...(panel.needsScore && scoreName ? { scoreName } : {}) }}
    aria-label={`Watch: ${panel.title}`}
    title="Watch it with a monitor"
    className="rounded p-1 text-ink-3 hover:bg-hover hover:text-ink"
  >
    <Radar aria-hidden size={14} />
  </Link>
)

interface MeasureChoiceProps {
  readonly panel: MetricPanel
  readonly value: MetricMeasure
  readonly onChange: (measure: MetricMeasure) => void
}

const MeasureChoice = ({ panel, value, onChange }: MeasureChoiceProps) => (
  <div className="flex rounded-md border">
    {panel.measures.map((measure) => (
      <button
        key={measure}
        type="button"
        aria-pressed={measure === value}
        className={cx(
          'h-5.5 px-2 text-2xs',
          measure === value ? 'rounded-md bg-accent-soft font-medium text-accent' : 'text-ink-3 hover:text-ink',
        )}
        onClick={() => onChange(measure)}
      >
        {measureLabel(measure)}
      </button>
    ))}
  </div>
)
