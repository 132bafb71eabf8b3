import type { Alert } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { problemOf } from '../../api/index.ts'
import { Panel } from '../../ui/panel.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { useNow } from '../../ui/use-now.ts'
import { oneLine } from '../../ui/visible-text.ts'
import { aroundChange } from '../chart/around-change.ts'
import { MetricChart } from '../chart/metric-chart.tsx'
import { tracesSearch } from '../chart/traces-search.ts'
import { metricText } from '../marks/words.ts'
import { monitorChartQuery } from '../monitor-queries.ts'

/** The metric around the change, of the slice that moved. */
export function AlertChart({ alert }: { readonly alert: Alert }) {
  const { monitor, metric, slice, changedAt, resolvedAt } = alert
  const navigate = useNavigate()
  const nowMs = useNow()
  const changedMs = Date.parse(changedAt)
  const endMs = resolvedAt === null ? Math.ceil(nowMs / 300_000) * 300_000 : Date.parse(resolvedAt)
  const range = useMemo(() => aroundChange({ changedMs, endMs }), [changedMs, endMs])
  const query = {
    from: new Date(range.fromMs).toISOString(),
    to: new Date(Math.min(range.toMs, Math.ceil(nowMs / 300_000) * 300_000)).toISOString(),
    slice: slice?.value,
  }
  const chart = useQuery(monitorChartQuery(monitor, query))
  return (
    <Panel
      title={oneLine(metricText(metric), 120)}
      actions={
        <Link
          to="/monitors/$name"
          params={{ name: monitor }}
          search={slice === null ? {} : { slice: slice.value }}
          className="text-xs font-medium text-accent hover:underline"
        >
          Monitor {oneLine(monitor, 60)}
        </Link>
      }
    >
      {chart.isError ? (
        <ErrorState compact problem={problemOf(chart.error)} onRetry={() => void chart.refetch()} />
      ) : chart.data === undefined ? (
        <div className="p-3">
          <Skeleton className="h-66" />
        </div>
      ) : (
        <MetricChart
          chart={chart.data}
          label={`${metricText(metric)} around the change`}
          onShowTraces={(chosen) =>
            void navigate({ to: '/traces', search: tracesSearch({ filter: metric.filter ?? {}, slice, ...chosen }) })
          }
        />
      )}
    </Panel>
  )
}
