import type { Monitor, MonitorState } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Plus, Radar } from 'lucide-react'
import { useState } from 'react'
import { Loaded } from '../../api/index.ts'
import { LinkButton } from '../../ui/button.tsx'
import { ListPage } from '../../ui/list-page.tsx'
import { useShortcuts } from '../../ui/shortcuts.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { monitorsQuery } from '../monitor-queries.ts'
import { MonitorLine, MonitorListHead } from './monitor-line.tsx'

/** What needs somebody comes first. */
const stateOrder = ['alerting', 'failing', 'watching', 'learning', 'disabled'] as const satisfies MonitorState[]

const inOrder = (monitors: readonly Monitor[]): readonly Monitor[] =>
  [...monitors].sort(
    (one, other) =>
      stateOrder.indexOf(one.state) - stateOrder.indexOf(other.state) ||
      one.definition.name.localeCompare(other.definition.name),
  )

export function MonitorsPage() {
  const list = useQuery(monitorsQuery)
  const navigate = useNavigate({ from: '/monitors' })
  const [selected, setSelected] = useState(-1)
  const monitors = inOrder(list.data?.monitors ?? [])
  const move = (step: number) => setSelected(Math.min(monitors.length - 1, Math.max(0, selected + step)))
  useShortcuts([
    { key: 'j', label: 'Next', run: () => move(1) },
    { key: 'k', label: 'Previous', run: () => move(-1) },
    {
      key: 'Enter',
      label: 'Open',
      run: () => {
        const name = monitors[selected]?.definition.name
        if (name !== undefined) void navigate({ to: '/monitors/$name', params: { name }, search: {} })
      },
    },
    { key: 'c', label: 'New monitor', run: () => void navigate({ to: '/monitors/_new', search: {} }) },
  ])
  return (
    <ListPage
      title="Monitors"
      actions={
        <>
          <LinkButton to="/alerts" search={{}}>
            Alerts
          </LinkButton>
          <NewLink />
        </>
      }
    >
      <Loaded query={list} lines={8}>
        {() =>
          monitors.length === 0 ? (
            <EmptyState icon={Radar} title="No monitors yet" action={<NewLink />}>
              A monitor watches a metric and says when it has moved, since when and where. The first ones make
              themselves when traces come in.
            </EmptyState>
          ) : (
            <>
              <MonitorListHead />
              <ul aria-label="Monitors">
                {monitors.map((monitor, index) => (
                  <li key={monitor.id} data-monitor={monitor.definition.name}>
                    <MonitorLine monitor={monitor} isSelected={index === selected} />
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </Loaded>
    </ListPage>
  )
}

const NewLink = () => (
  <LinkButton to="/monitors/_new" search={{}} icon={Plus} variant="primary">
    New monitor
  </LinkButton>
)
