import type { MonitorDefinition } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { problemOf } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { Panel } from '../../ui/panel.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { useSettled } from '../../ui/use-settled.ts'
import { oneLine } from '../../ui/visible-text.ts'
import { AlertText } from '../alerts/alert-line.tsx'
import { MetricChart } from '../chart/metric-chart.tsx'
import { metricText } from '../marks/words.ts'
import { previewQuery } from '../monitor-queries.ts'

const settledAfterMs = 700
const spans = [7, 30, 90] as const

/** What this monitor would have said: asked anew whenever what was typed stands for a moment. */
export function PreviewPanel({ definition }: { readonly definition: MonitorDefinition | undefined }) {
  const [days, setDays] = useState<(typeof spans)[number]>(30)
  const settled = useSettled(definition, settledAfterMs)
  return (
    <Panel
      title="What would it have said?"
      actions={spans.map((span) => (
        <Button key={span} variant="ghost" pressed={span === days} onClick={() => setDays(span)}>
          {span} days
        </Button>
      ))}
    >
      {settled === undefined ? (
        <p className="px-3.5 py-2.5 text-ink-2">
          As soon as the monitor is complete, this shows the alerts it would have opened.
        </p>
      ) : (
        <Preview definition={settled} days={days} />
      )}
    </Panel>
  )
}

/** Who is told and what it is called changes nothing that it would have said. */
const watching = (definition: MonitorDefinition): MonitorDefinition => ({
  ...definition,
  ...{ name: 'preview', description: '', channels: null, isEnabled: true },
})

function Preview({ definition, days }: { readonly definition: MonitorDefinition; readonly days: number }) {
  const preview = useQuery(previewQuery({ definition: watching(definition), days }))
  if (preview.isError) {
    return <ErrorState compact problem={problemOf(preview.error)} onRetry={() => void preview.refetch()} />
  }
  if (preview.data === undefined) {
    return (
      <div className="p-3" role="status" aria-label="Loading">
        <Skeleton className="h-66" />
      </div>
    )
  }
  const { chart, sentence } = preview.data
  return (
    <div className={cx(preview.isPlaceholderData && 'opacity-60')}>
      <p role="status" className="px-3.5 pt-2.5 font-medium break-words">
        {oneLine(sentence, 400)}
      </p>
      <MetricChart chart={chart} label={`${metricText(definition.metric)}, the last ${days} days`} areAlertsImagined />
      {chart.alerts.length === 0 ? null : (
        <ul aria-label="Alerts it would have opened" className="divide-y border-t">
          {chart.alerts.map((alert) => (
            <li key={alert.id} className="px-3.5 py-2">
              <AlertText alert={alert} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
