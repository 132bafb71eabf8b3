import type { Alert } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Loaded } from '../../api/index.ts'
import { Panel } from '../../ui/panel.tsx'
import { ChangeList } from '../chart/change-list.tsx'
import { alertQuery } from '../monitor-queries.ts'
import { AlertChart } from './alert-chart.tsx'
import { AlertHeader } from './alert-header.tsx'
import { AlertHistory } from './alert-history.tsx'
import { EvidenceTraces } from './evidence-traces.tsx'
import { Explanation } from './explanation.tsx'
import { WhatMoved } from './what-moved.tsx'

export function AlertPage() {
  const { alertId } = useParams({ from: '/alerts/$alertId' })
  const alert = useQuery(alertQuery(alertId))
  return (
    <Loaded isPage query={alert}>
      {(data) => <LoadedAlert key={alertId} alert={data} />}
    </Loaded>
  )
}

/** What moved first, then where, what else happened then, and the traces that show it. */
const LoadedAlert = ({ alert }: { readonly alert: Alert }) => (
  <div className="h-full overflow-auto">
    <AlertHeader alert={alert} />
    <div className="mx-auto max-w-[86rem] space-y-3 p-3 pb-10 md:p-4">
      <WhatMoved alert={alert} />
      <AlertChart alert={alert} />
      <div className="grid items-start gap-3 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="min-w-0 space-y-3">
          <Explanation alert={alert} />
          <EvidenceTraces alert={alert} />
        </div>
        <aside aria-label="Around the change" className="min-w-0 space-y-3">
          <Panel title="What else changed then">
            {alert.changes.length === 0 ? (
              <p className="px-3.5 py-2.5 text-ink-2">
                No deployment, model, prompt version or release changed around it.
              </p>
            ) : (
              <ChangeList changes={alert.changes} most={20} />
            )}
          </Panel>
          <AlertHistory history={alert.history} />
        </aside>
      </div>
    </div>
  </div>
)
