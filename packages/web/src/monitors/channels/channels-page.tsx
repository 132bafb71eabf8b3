import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { BellRing, ChevronLeft, MailWarning, Plus } from 'lucide-react'
import { useState } from 'react'
import { problemOf } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { channelsQuery } from '../monitor-queries.ts'
import { ChannelPanel } from './channel-panel.tsx'
import { NewChannelDialog } from './new-channel-dialog.tsx'

/** Where alerts are sent to, and whether they arrive. */
export function ChannelsPage() {
  const list = useQuery(channelsQuery)
  const [isNew, setIsNew] = useState(false)
  const channels = list.data?.channels ?? []
  const emailProblem = list.data?.emailProblem ?? null
  const needsEmail = channels.some(({ kind }) => kind === 'email')
  const add = (
    <Button icon={Plus} variant="primary" onClick={() => setIsNew(true)}>
      Add a channel
    </Button>
  )
  return (
    <div className="h-full overflow-auto">
      <header className="flex flex-wrap items-center gap-2 border-b bg-surface px-4 py-2">
        <Link to="/alerts" search={{}} className="text-ink-3 hover:text-ink" aria-label="Alerts">
          <ChevronLeft aria-hidden size={16} />
        </Link>
        <h1 className="mr-auto font-semibold">Alert channels</h1>
        {add}
      </header>
      <div className="mx-auto max-w-5xl space-y-3 p-3 pb-10 md:p-4">
        {list.isPending ? <SkeletonLines lines={6} /> : null}
        {list.isError ? <ErrorState problem={problemOf(list.error)} onRetry={() => void list.refetch()} /> : null}
        {emailProblem !== null && needsEmail ? (
          <p role="alert" className="flex items-start gap-2 rounded-lg bg-warn-soft px-3.5 py-2.5">
            <MailWarning aria-hidden size={15} className="mt-0.5 shrink-0 text-warn" />
            <span className="min-w-0 break-words">{oneLine(emailProblem, 400)}</span>
          </p>
        ) : null}
        {list.data && channels.length === 0 ? (
          <EmptyState icon={BellRing} title="No channels yet" action={add}>
            Alerts are always shown here. A channel sends them on: to a webhook, to whatever takes Slack’s messages, or
            by e-mail.
          </EmptyState>
        ) : null}
        {channels.length === 0 ? null : (
          <ul aria-label="Channels" className="space-y-3">
            {channels.map((channel) => (
              <li key={channel.name}>
                <ChannelPanel channel={channel} />
              </li>
            ))}
          </ul>
        )}
      </div>
      {isNew ? <NewChannelDialog emailProblem={emailProblem} onClose={() => setIsNew(false)} /> : null}
    </div>
  )
}
