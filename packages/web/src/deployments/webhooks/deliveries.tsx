import type { WebhookDelivery } from '@pawl/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { ChevronRight, RotateCw } from 'lucide-react'
import { useState } from 'react'
import { problemOf, replayDelivery } from '../../api/index.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { formatDuration } from '../../ui/format/index.ts'
import { Instant } from '../../ui/instant.tsx'
import { JsonTree } from '../../ui/json-tree.tsx'
import { ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { showToast } from '../../ui/toast.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { deliveriesQuery } from '../release-queries.ts'

const stateTones = { delivered: 'ok', pending: 'accent', failed: 'error' } as const satisfies Record<
  WebhookDelivery['state'],
  Tone
>

/** What was sent to an address, each message with its tries. */
export function Deliveries({ webhookId }: { readonly webhookId: string }) {
  const list = useInfiniteQuery(deliveriesQuery(webhookId))
  const deliveries = list.data?.pages.flatMap((page) => page.deliveries) ?? []
  if (list.isPending) {
    return (
      <div className="p-3.5">
        <SkeletonLines lines={2} />
      </div>
    )
  }
  if (list.isError) return <ErrorState compact problem={problemOf(list.error)} onRetry={() => void list.refetch()} />
  return (
    <>
      {deliveries.length === 0 ? <p className="px-3.5 py-2.5 text-ink-2">Nothing was sent yet.</p> : null}
      <ol aria-label="Deliveries" className="divide-y">
        {deliveries.map((delivery) => (
          <li key={delivery.id}>
            <DeliveryLine delivery={delivery} />
          </li>
        ))}
      </ol>
      {list.hasNextPage ? (
        <div className="border-t px-3.5 py-2">
          <Button variant="ghost" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Show older
          </Button>
        </div>
      ) : null}
    </>
  )
}

function DeliveryLine({ delivery }: { readonly delivery: WebhookDelivery }) {
  const [isOpen, setIsOpen] = useState(false)
  const { event, state, attempts, nextAttemptAt, createdAt } = delivery
  const last = attempts.at(-1)
  return (
    <>
      <button
        type="button"
        aria-expanded={isOpen}
        className="flex w-full flex-wrap items-center gap-x-2.5 gap-y-1 px-3.5 py-2 text-left outline-offset-[-2px] hover:bg-hover"
        onClick={() => setIsOpen(!isOpen)}
      >
        <ChevronRight aria-hidden size={14} className={cx('shrink-0 text-ink-3', isOpen && 'rotate-90')} />
        <Badge tone={stateTones[state]}>{state}</Badge>
        <span className="font-mono text-xs">{event}</span>
        <span className="min-w-0 truncate text-xs text-ink-2">
          {last === undefined ? 'not tried yet' : (last.status ?? oneLine(last.error, 100))}
          {attempts.length > 1 ? `, ${attempts.length} tries` : ''}
          {nextAttemptAt === null ? null : (
            <>
              , next <Instant iso={nextAttemptAt} as="relative" />
            </>
          )}
        </span>
        <Instant iso={createdAt} as="relative" className="ml-auto text-xs text-ink-3" />
      </button>
      {isOpen ? <OpenDelivery delivery={delivery} /> : null}
    </>
  )
}

function OpenDelivery({ delivery }: { readonly delivery: WebhookDelivery }) {
  const queries = useQueryClient()
  const replaying = useMutation({
    mutationFn: () => replayDelivery(delivery.webhookId, delivery.id),
    onSuccess: async () => {
      showToast('It is sent again')
      await queries.invalidateQueries({ queryKey: deliveriesQuery(delivery.webhookId).queryKey })
    },
    onError: (error) => showToast(`${problemOf(error).detail} ${problemOf(error).fix ?? ''}`, 'error'),
  })
  return (
    <div className="space-y-2 border-t bg-canvas px-3.5 py-3 text-xs">
      <ol aria-label="Tries" className="space-y-0.5">
        {delivery.attempts.map(({ at, status, error, latencyMs }) => (
          <li key={at} className="flex flex-wrap gap-x-3">
            <Instant iso={at} />
            <span className="font-medium">{status ?? 'no answer'}</span>
            <span className="text-ink-3">{formatDuration(latencyMs)}</span>
            {error === '' ? null : <span className="min-w-0 break-words text-error">{oneLine(error, 400)}</span>}
          </li>
        ))}
      </ol>
      <JsonTree value={delivery.payload} openDepth={2} />
      <div className="flex items-center gap-2">
        <Button icon={RotateCw} disabled={replaying.isPending} onClick={() => replaying.mutate()}>
          Send it again
        </Button>
        <span className="font-mono text-2xs text-ink-3">{delivery.id}</span>
      </div>
    </div>
  )
}
