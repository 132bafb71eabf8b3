import { useInfiniteQuery } from '@tanstack/react-query'
import { Loaded } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { Panel } from '../../ui/panel.tsx'
import { AlertLine } from '../alerts/alert-line.tsx'
import { alertsQuery } from '../monitor-queries.ts'

/** Every alert it opened, newest first. */
export function MonitorAlerts({ name }: { readonly name: string }) {
  const list = useInfiniteQuery(alertsQuery({ monitor: name, state: 'all' }))
  const alerts = list.data?.pages.flatMap((page) => page.alerts) ?? []
  return (
    <Panel title="Alerts">
      <Loaded compact query={list} lines={3} className="p-3.5">
        {() =>
          alerts.length === 0 ? (
            <p className="px-3.5 py-2.5 text-ink-2">It never opened one.</p>
          ) : (
            <ul aria-label="Alerts of the monitor" className="divide-y">
              {alerts.map((alert) => (
                <li key={alert.id}>
                  <AlertLine alert={alert} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {list.hasNextPage ? (
        <div className="border-t p-2">
          <Button variant="ghost" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Show older alerts
          </Button>
        </div>
      ) : null}
    </Panel>
  )
}
