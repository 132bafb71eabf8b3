import type { Alert } from '@pawl/core'
import { Instant } from '../../ui/instant.tsx'
import { Panel } from '../../ui/panel.tsx'
import { oneLine } from '../../ui/visible-text.ts'

const eventWords = {
  opened: 'Opened',
  updated: 'Known better',
  acknowledged: 'Acknowledged',
  resolved: 'Resolved',
  reopened: 'Reopened',
  notified: 'Told',
  not_notified: 'Not told',
} as const satisfies Record<Alert['history'][number]['event'], string>

/** What happened to the alert, newest first. */
export const AlertHistory = ({ history }: Pick<Alert, 'history'>) => (
  <Panel title="History">
    <ol aria-label="History" className="divide-y">
      {history.toReversed().map(({ at, event, who, note }) => (
        <li key={`${at} ${event} ${note}`} className="px-3.5 py-1.5">
          <span className="flex flex-wrap items-baseline gap-x-2">
            <span className="font-medium">{eventWords[event]}</span>
            {who === '' ? null : <span className="text-xs text-ink-3">{oneLine(who, 80)}</span>}
            <Instant iso={at} as="compact" className="ml-auto text-xs text-ink-3" />
          </span>
          {note === '' ? null : <span className="block break-words text-ink-2">{oneLine(note, 600)}</span>}
        </li>
      ))}
    </ol>
  </Panel>
)
