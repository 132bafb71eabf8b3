import type { Monitor } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { ArrowRight, ZoomOut } from 'lucide-react'
import { problemOf } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { Input } from '../../ui/field.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { ChangeList } from '../chart/change-list.tsx'
import { MetricChart } from '../chart/metric-chart.tsx'
import type { ChosenRange } from '../chart/range-bar.tsx'
import { tracesSearch } from '../chart/traces-search.ts'
import { useChartRange } from '../chart/use-chart-range.ts'
import { metricText, sliceKeyText } from '../marks/words.ts'
import { monitorChartQuery } from '../monitor-queries.ts'
import { chartRanges, type MonitorSearch } from '../monitor-search.ts'

const rangeLabels = { '24h': '24 hours', '7d': '7 days', '30d': '30 days', '90d': '90 days' } as const

/** The metric over time; a range that is dragged over leads to its traces. */
export function ChartPanel({ monitor }: { readonly monitor: Monitor }) {
  const { name, metric, sliceBy } = monitor.definition
  const search: MonitorSearch = useSearch({ from: '/monitors/$name' })
  const navigate = useNavigate({ from: '/monitors/$name' })
  const range = useChartRange(search)
  const { slice } = search
  const chart = useQuery(
    monitorChartQuery(name, {
      from: new Date(range.fromMs).toISOString(),
      to: new Date(range.toMs).toISOString(),
      slice,
    }),
  )
  const go = (next: MonitorSearch) => void navigate({ search: next })
  const kept = slice === undefined ? {} : { slice }
  const tracesOf = ({ fromMs, toMs }: ChosenRange) =>
    tracesSearch({
      filter: metric.filter ?? {},
      slice: sliceBy !== null && slice !== undefined ? { key: sliceBy, value: slice } : null,
      fromMs,
      toMs,
    })
  return (
    <Panel
      title={oneLine(metricText(metric), 120)}
      note={metric.of === 'spans' ? 'of spans' : 'of traces'}
      actions={
        <>
          {sliceBy === null ? null : (
            <SliceChoice
              key={slice}
              label={sliceKeyText(sliceBy)}
              value={slice ?? ''}
              onChange={(value) => {
                const { slice: _slice, ...rest } = search
                go(value === '' ? rest : { ...rest, slice: value })
              }}
            />
          )}
          {search.from === undefined ? null : (
            <Button icon={ZoomOut} variant="ghost" onClick={() => go(kept)}>
              Whole range
            </Button>
          )}
          {chartRanges.map((one) => (
            <Button
              key={one}
              variant="ghost"
              pressed={search.from === undefined && (search.range ?? '7d') === one}
              onClick={() => go({ ...kept, ...(one !== '7d' && { range: one }) })}
            >
              {rangeLabels[one]}
            </Button>
          ))}
        </>
      }
    >
      {chart.isError ? (
        <ErrorState compact problem={problemOf(chart.error)} onRetry={() => void chart.refetch()} />
      ) : chart.data === undefined ? (
        <div className="p-3">
          <Skeleton className="h-66" />
        </div>
      ) : (
        <div className={chart.isPlaceholderData ? 'opacity-60' : ''}>
          <MetricChart
            chart={chart.data}
            label={`${metricText(metric)} over time`}
            onShowTraces={(chosen) => void navigate({ to: '/traces', search: tracesOf(chosen) })}
            onZoom={({ fromMs, toMs }) =>
              go({ ...kept, from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() })
            }
          />
          <ChangeList changes={chart.data.changes} />
        </div>
      )}
      <p className="border-t px-3.5 py-2">
        <Link
          to="/traces"
          search={tracesOf(range)}
          className="inline-flex items-center gap-1 text-xs font-medium text-accent hover:underline"
        >
          Traces of this range <ArrowRight aria-hidden size={13} />
        </Link>
      </p>
    </Panel>
  )
}

interface SliceChoiceProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}

/** Any value can be asked for: those that are watched are too many for a list. */
const SliceChoice = ({ label, value, onChange }: SliceChoiceProps) => (
  <form
    onSubmit={(event) => {
      event.preventDefault()
      onChange(String(new FormData(event.currentTarget).get('slice') ?? '').trim())
    }}
  >
    <Input
      name="slice"
      type="search"
      aria-label={`${label}: one value`}
      placeholder={`All of ${label.toLowerCase()}`}
      className="w-40! text-xs!"
      defaultValue={value}
      onBlur={(event) => {
        if (event.target.value.trim() !== value) onChange(event.target.value.trim())
      }}
    />
  </form>
)
