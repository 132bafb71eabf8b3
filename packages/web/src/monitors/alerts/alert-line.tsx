import type { AlertSummary } from '@pawl/core'
import { Link } from '@tanstack/react-router'
import { ArrowRight } from 'lucide-react'
import { formatDuration } from '../../ui/format/index.ts'
import { Instant } from '../../ui/instant.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { Figure } from '../marks/figure-text.tsx'
import { AlertStateBadge, SliceText } from '../marks/monitor-marks.tsx'

export interface AlertLineProps {
  readonly alert: AlertSummary
  /** Names the monitor where the list is of several. */
  readonly namesMonitor?: boolean
}

/** One problem, and the way to all that is known of it. */
export const AlertLine = ({ alert, namesMonitor = false }: AlertLineProps) => (
  <Link
    to="/alerts/$alertId"
    params={{ alertId: alert.id }}
    className="block px-3.5 py-2 outline-offset-[-2px] hover:bg-hover"
  >
    <AlertText alert={alert} namesMonitor={namesMonitor} />
  </Link>
)

/** What moved, from what to what, since when. */
export function AlertText({ alert, namesMonitor = false }: AlertLineProps) {
  const { title, state, slice, unit, before, now, changedAt, resolvedAt, monitor } = alert
  return (
    <>
      <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <AlertStateBadge state={state} />
        <span className="min-w-0 flex-1 basis-60 font-medium break-words">{oneLine(title, 300)}</span>
        <Instant iso={changedAt} as="relative" className="text-xs text-ink-3" />
      </span>
      <span className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-0.5 text-xs text-ink-2">
        {before === null && now === null ? null : (
          <span className="flex flex-wrap items-center gap-x-1.5">
            <Figure figure={before} unit={unit} />
            <ArrowRight aria-label="to" size={12} className="text-ink-3" />
            <Figure figure={now} unit={unit} />
          </span>
        )}
        {slice === null ? null : <SliceText slice={slice} />}
        {namesMonitor ? <span className="text-ink-3">{oneLine(monitor, 100)}</span> : null}
        {resolvedAt === null ? null : (
          <span className="text-ink-3">lasted {formatDuration(Date.parse(resolvedAt) - Date.parse(changedAt))}</span>
        )}
      </span>
    </>
  )
}
