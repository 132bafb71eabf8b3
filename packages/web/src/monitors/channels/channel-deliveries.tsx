import type { AlertDelivery } from '@pawl/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { problemOf } from '../../api/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Instant } from '../../ui/instant.tsx'
import { ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { deliveryTones } from '../marks/words.ts'
import { alertDeliveriesQuery } from '../monitor-queries.ts'

/** What was sent to a channel, newest first, and how it went. */
export function ChannelDeliveries({ name }: { readonly name: string }) {
  const list = useQuery(alertDeliveriesQuery(name))
  if (list.isPending) {
    return (
      <div className="border-t p-3.5">
        <SkeletonLines lines={2} />
      </div>
    )
  }
  if (list.isError) return <ErrorState compact problem={problemOf(list.error)} onRetry={() => void list.refetch()} />
  const { deliveries } = list.data
  if (deliveries.length === 0) return <p className="border-t px-3.5 py-2.5 text-ink-2">Nothing was sent yet.</p>
  return (
    <ol aria-label={`Sent to ${name}`} className="divide-y border-t">
      {deliveries.map((delivery) => (
        <li key={delivery.id} className="flex flex-wrap items-center gap-x-2.5 gap-y-0.5 px-3.5 py-1.5">
          <DeliveryLine delivery={delivery} />
        </li>
      ))}
    </ol>
  )
}

const DeliveryLine = ({ delivery }: { readonly delivery: AlertDelivery }) => {
  const { state, event, alertId, attempts, problem, createdAt, nextAttemptAt } = delivery
  return (
    <>
      <Badge tone={deliveryTones[state]}>{state}</Badge>
      <span className="font-mono text-xs">{event}</span>
      {alertId === null ? null : (
        <Link to="/alerts/$alertId" params={{ alertId }} className="text-xs font-medium text-accent hover:underline">
          Alert
        </Link>
      )}
      <span className="min-w-0 text-xs break-words text-ink-2">
        {attempts > 1 ? `${attempts} tries` : ''}
        {nextAttemptAt === null ? null : (
          <>
            {attempts > 1 ? ', ' : ''}next <Instant iso={nextAttemptAt} as="relative" />
          </>
        )}
        {problem === null ? null : <span className="text-error"> {oneLine(problem, 300)}</span>}
      </span>
      <Instant iso={createdAt} as="relative" className="ml-auto text-xs text-ink-3" />
    </>
  )
}
