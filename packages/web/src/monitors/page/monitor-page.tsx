import type { Monitor } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { TriangleAlert } from 'lucide-react'
import { Loaded } from '../../api/index.ts'
import { oneLine } from '../../ui/visible-text.ts'
import { monitorQuery } from '../monitor-queries.ts'
import { ChartPanel } from './chart-panel.tsx'
import { MonitorAlerts } from './monitor-alerts.tsx'
import { MonitorFacts } from './monitor-facts.tsx'
import { MonitorHeader } from './monitor-header.tsx'

export function MonitorPage() {
  const { name } = useParams({ from: '/monitors/$name' })
  const monitor = useQuery(monitorQuery(name))
  return (
    <Loaded isPage query={monitor}>
      {(data) => <LoadedMonitor key={name} monitor={data} />}
    </Loaded>
  )
}

const LoadedMonitor = ({ monitor }: { readonly monitor: Monitor }) => (
  <div className="h-full overflow-auto">
    <MonitorHeader monitor={monitor} />
    <div className="mx-auto max-w-[86rem] space-y-3 p-3 pb-10 md:p-4">
      {monitor.problem === null ? null : (
        <p role="note" className="flex items-start gap-2 rounded-lg bg-warn-soft px-3.5 py-2.5">
          <TriangleAlert aria-hidden size={15} className="mt-0.5 shrink-0 text-warn" />
          <span className="min-w-0 break-words">{oneLine(monitor.problem, 600)}</span>
        </p>
      )}
      <ChartPanel monitor={monitor} />
      <div className="grid items-start gap-3 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <MonitorAlerts name={monitor.definition.name} />
        <MonitorFacts monitor={monitor} />
      </div>
    </div>
  </div>
)
