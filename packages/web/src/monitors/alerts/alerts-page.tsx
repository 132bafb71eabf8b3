import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { BellRing, CircleCheck, SearchX } from 'lucide-react'
import { Loaded } from '../../api/index.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Select } from '../../ui/field.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { alertsQuery, monitorsQuery } from '../monitor-queries.ts'
import type { AlertStateChoice, AlertsSearch } from '../monitor-search.ts'
import { AlertLine } from './alert-line.tsx'

const choices = [
  { state: 'open', label: 'Open' },
  { state: 'resolved', label: 'Resolved' },
  { state: 'all', label: 'All' },
] as const satisfies { state: AlertStateChoice; label: string }[]

/** Every problem once: those that are open, or those that were. */
export function AlertsPage() {
  const search: AlertsSearch = useSearch({ from: '/alerts' })
  const navigate = useNavigate({ from: '/alerts' })
  const state = search.state ?? 'open'
  const list = useInfiniteQuery(alertsQuery({ state, monitor: search.monitor }))
  const alerts = list.data?.pages.flatMap((page) => page.alerts) ?? []
  const change = (next: AlertsSearch) => void navigate({ search: next, replace: true })
  const kept = search.monitor === undefined ? {} : { monitor: search.monitor }
  return (
    <div className="flex h-full flex-col">
      <div className="flex flex-wrap items-center gap-2 border-b px-4 py-2.5">
        <h1 className="mr-2 font-semibold">Alerts</h1>
        <div className="flex gap-1">
          {choices.map((choice) => (
            <Button
              key={choice.state}
              variant="ghost"
              pressed={choice.state === state}
              onClick={() => change({ ...kept, ...(choice.state !== 'open' && { state: choice.state }) })}
            >
              {choice.label}
            </Button>
          ))}
        </div>
        <MonitorChoice
          value={search.monitor}
          onChange={(monitor) => change({ ...(state !== 'open' && { state }), ...(monitor && { monitor }) })}
        />
        <span className="ml-auto flex gap-1.5">
          <LinkButton to="/channels" icon={BellRing}>
            Channels
          </LinkButton>
        </span>
      </div>
      <div className="min-h-0 flex-1 overflow-auto bg-surface">
        <Loaded query={list} lines={8}>
          {() =>
            alerts.length === 0 ? (
              <NoAlerts state={state} isNarrowed={search.monitor !== undefined} onClear={() => change({})} />
            ) : (
              <ul aria-label="Alerts">
                {alerts.map((alert) => (
                  <li key={alert.id} data-alert={alert.id} className="border-b">
                    <AlertLine alert={alert} namesMonitor />
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
        {list.hasNextPage ? (
          <div className="p-3">
            <Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              Show older alerts
            </Button>
          </div>
        ) : null}
      </div>
    </div>
  )
}

interface MonitorChoiceProps {
  readonly value: string | undefined
  readonly onChange: (monitor: string) => void
}

function MonitorChoice({ value, onChange }: MonitorChoiceProps) {
  const names = useQuery(monitorsQuery).data?.monitors.map(({ definition }) => definition.name) ?? []
  const known = value === undefined || names.includes(value) ? names : [...names, value]
  return (
    <Select
      aria-label="Monitor"
      className="w-44!"
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="">Any monitor</option>
      {known.map((name) => (
        <option key={name}>{name}</option>
      ))}
    </Select>
  )
}

interface NoAlertsProps {
  readonly state: AlertStateChoice
  readonly isNarrowed: boolean
  readonly onClear: () => void
}

const NoAlerts = ({ state, isNarrowed, onClear }: NoAlertsProps) => {
  if (isNarrowed) {
    return (
      <EmptyState
        icon={SearchX}
        title="No alert fits"
        action={<Button onClick={onClear}>Show all open alerts</Button>}
      />
    )
  }
  return (
    <EmptyState
      icon={CircleCheck}
      title={state === 'open' ? 'No alert is open' : 'No alert yet'}
      action={<LinkButton to="/monitors">To the monitors</LinkButton>}
    >
      A monitor that finds a shift opens an alert here, and closes it when the metric is as usual again.
    </EmptyState>
  )
}
