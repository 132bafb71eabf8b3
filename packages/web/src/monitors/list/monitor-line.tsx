import type { Monitor } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import { cx } from '../../ui/class-names.ts'
import { ListHead } from '../../ui/list-page.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { Figure } from '../marks/figure-text.tsx'
import { EvidenceMeter, MonitorStateBadge, MuteBadge } from '../marks/monitor-marks.tsx'
import { metricText, sliceKeyText } from '../marks/words.ts'

const columns =
  'md:grid md:grid-cols-[5.5rem_minmax(0,1.6fr)_minmax(0,1.1fr)_11rem_11rem_5rem] md:items-center md:gap-x-4'

export const MonitorListHead = () => (
  <ListHead columns={columns}>
    <span>State</span>
    <span>Monitor</span>
    <span>Watches</span>
    <span>Last 24 hours</span>
    <span>Usual</span>
    <span>Evidence</span>
  </ListHead>
)

export interface MonitorLineProps {
  readonly monitor: Monitor
  readonly isSelected: boolean
}

export function MonitorLine({ monitor, isSelected }: MonitorLineProps) {
  const { definition, unit, current, reference, evidence, state, problem, openAlerts } = monitor
  const { name, description, metric, sliceBy } = definition
  const [alert] = openAlerts
  const note = alert?.title ?? problem ?? description
  return (
    <Link
      to="/monitors/$name"
      params={{ name }}
      search={{}}
      className={cx(
        'min-h-12 border-b px-4 py-1.5 outline-offset-[-2px] hover:bg-hover max-md:flex max-md:flex-wrap max-md:items-center max-md:gap-x-2.5 max-md:gap-y-1',
        columns,
        isSelected && 'bg-selected! shadow-[inset_2px_0_0_var(--color-accent)]',
      )}
    >
      <span>
        <MonitorStateBadge monitor={monitor} />
      </span>
      <span className="min-w-0 max-md:flex-1">
        <span className="flex min-w-0 flex-wrap items-center gap-x-2">
          <span className="truncate font-medium">{name}</span>
          <MuteBadge mute={monitor.mute} />
        </span>
        {note === '' ? null : (
          <span
            className={cx('block truncate text-xs max-md:whitespace-normal', alert ? 'text-error' : 'text-ink-3')}
            title={oneLine(note, 400)}
          >
            {oneLine(note, 160)}
            {openAlerts.length > 1 ? `, and ${openAlerts.length - 1} more` : ''}
          </span>
        )}
      </span>
      <span className="min-w-0 text-ink-2 max-md:basis-full max-md:text-xs">
        <span className="block truncate">{oneLine(metricText(metric), 120)}</span>
        {sliceBy === null ? null : (
          <span className="block truncate text-xs text-ink-3">
            by {sliceKeyText(sliceBy).toLowerCase()},{' '}
            {monitor.sliceCount === 1 ? 'one slice' : `${monitor.sliceCount} slices`}
          </span>
        )}
      </span>
      <Labelled label="Last 24 hours">
        <Figure figure={current} unit={unit} />
      </Labelled>
      <Labelled label="Usual">
        <Figure figure={reference?.usual ?? null} unit={unit} />
      </Labelled>
      <span className="max-md:w-16">
        {state === 'disabled' || state === 'learning' || definition.rule.kind !== 'shift' ? null : (
          <EvidenceMeter evidence={evidence} />
        )}
      </span>
    </Link>
  )
}

/** On a phone there is no head of the columns. */
const Labelled = ({ label, children }: { readonly label: string; readonly children: React.ReactNode }) => (
  <span className="min-w-0 truncate">
    <span className="text-xs text-ink-3 md:hidden">{label} </span>
    {children}
  </span>
)
