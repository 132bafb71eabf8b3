import type { AlertChannel } from '@pawl/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ChevronRight, Send, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { problemOf, removeChannel, testChannel } from '../../api/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { Confirm } from '../../ui/dialog.tsx'
import { Problem } from '../../ui/dialog-end.tsx'
import { formatDuration } from '../../ui/format/index.ts'
import { Instant } from '../../ui/instant.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { channelKindWords, deliveryTones } from '../marks/words.ts'
import { channelsQuery } from '../monitor-queries.ts'
import { ChannelDeliveries } from './channel-deliveries.tsx'

export function ChannelPanel({ channel }: { readonly channel: AlertChannel }) {
  const { name, kind, destination, who, createdAt, lastDelivery } = channel
  const [isOpen, setIsOpen] = useState(false)
  return (
    <section aria-label={name} className="rounded-lg border bg-surface">
      <header className="flex flex-wrap items-center gap-x-2.5 gap-y-1.5 px-3.5 py-2">
        <h2 className="font-semibold">{name}</h2>
        <Badge>{channelKindWords[kind]}</Badge>
        <span className="min-w-0 break-all text-ink-2">{oneLine(destination, 200)}</span>
        <ChannelActions channel={channel} />
      </header>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3.5 pb-2 text-xs text-ink-3">
        <span>
          Added by {oneLine(who, 60)} <Instant iso={createdAt} as="relative" />
        </span>
        {lastDelivery === null ? (
          <span>nothing was sent yet</span>
        ) : (
          <span className="flex min-w-0 flex-wrap items-center gap-x-1.5">
            last <Instant iso={lastDelivery.at} as="relative" />
            <Badge tone={deliveryTones[lastDelivery.state]}>{lastDelivery.state}</Badge>
            {lastDelivery.problem === null ? null : (
              <span className="min-w-0 break-words text-error">{oneLine(lastDelivery.problem, 300)}</span>
            )}
          </span>
        )}
      </p>
      <button
        type="button"
        aria-expanded={isOpen}
        className="flex w-full items-center gap-1.5 border-t px-3.5 py-1.5 text-left text-xs text-ink-2 outline-offset-[-2px] hover:bg-hover"
        onClick={() => setIsOpen(!isOpen)}
      >
        <ChevronRight aria-hidden size={13} className={cx('shrink-0 text-ink-3', isOpen && 'rotate-90')} />
        What was sent <span className="sr-only">to {name}</span>
      </button>
      {isOpen ? <ChannelDeliveries name={name} /> : null}
    </section>
  )
}

function ChannelActions({ channel: { name } }: { readonly channel: AlertChannel }) {
  const [removes, setRemoves] = useState(false)
  const queries = useQueryClient()
  const reload = () => queries.invalidateQueries({ queryKey: channelsQuery.queryKey })
  const testing = useMutation({ mutationFn: () => testChannel(name), onSettled: reload })
  const removing = useMutation({ mutationFn: () => removeChannel(name), onSuccess: reload })
  const answer = testing.data
  const problem = testing.isError ? problemOf(testing.error) : undefined
  return (
    <>
      <span className="ml-auto flex gap-1.5">
        <Button icon={Send} disabled={testing.isPending} onClick={() => testing.mutate()}>
          {testing.isPending ? 'Sending …' : 'Send a test'}
          <span className="sr-only"> to {name}</span>
        </Button>
        <IconButton icon={Trash2} label={`Remove ${name}`} onClick={() => setRemoves(true)} />
      </span>
      {answer ? (
        <p role="status" className={cx('w-full break-words', answer.isDelivered ? 'text-ok' : 'text-error')}>
          {oneLine(answer.sentence, 400)}{' '}
          <span className="text-xs text-ink-3">after {formatDuration(answer.durationMs)}</span>
        </p>
      ) : (
        <div className="w-full empty:hidden">
          <Problem problem={problem} />
        </div>
      )}
      <Confirm
        open={removes}
        title={`Remove ${name}?`}
        action="Remove the channel"
        busy={removing.isPending}
        problem={removing.isError ? problemOf(removing.error) : undefined}
        onConfirm={() => removing.mutate()}
        onClose={() => setRemoves(false)}
      >
        Nothing is sent there any more. Monitors that name it tell nobody in its place.
      </Confirm>
    </>
  )
}
