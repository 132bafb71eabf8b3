import type { Webhook } from '@pawl/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronLeft, Plus, Trash2, Webhook as WebhookIcon } from 'lucide-react'
import { useState } from 'react'
import { problemOf, removeWebhook } from '../../api/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Instant } from '../../ui/instant.tsx'
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { webhooksQuery } from '../release-queries.ts'
import { Deliveries } from './deliveries.tsx'
import { NewWebhookDialog } from './new-webhook-dialog.tsx'

/** Addresses that are told what happens to releases. */
export function WebhooksPage() {
  const list = useQuery(webhooksQuery)
  const [isNew, setIsNew] = useState(false)
  const webhooks = list.data?.webhooks ?? []
  return (
    <div className="h-full overflow-auto">
      <header className="flex flex-wrap items-center gap-2 border-b bg-surface px-4 py-2">
        <Link to="/settings" className="text-ink-3 hover:text-ink" aria-label="Settings">
          <ChevronLeft aria-hidden size={16} />
        </Link>
        <h1 className="mr-auto font-semibold">Webhooks</h1>
        <Button icon={Plus} variant="primary" onClick={() => setIsNew(true)}>
          Add a webhook
        </Button>
      </header>
      <div className="mx-auto max-w-5xl space-y-3 p-3 pb-10 md:p-4">
        {list.isPending ? <SkeletonLines lines={6} /> : null}
        {list.isError ? <ErrorState problem={problemOf(list.error)} onRetry={() => void list.refetch()} /> : null}
        {list.data && webhooks.length === 0 ? (
          <EmptyState
            icon={WebhookIcon}
            title="No webhooks yet"
            action={
              <Button icon={Plus} variant="primary" onClick={() => setIsNew(true)}>
                Add a webhook
              </Button>
            }
          >
            Gates that finish, deployments and overrides are sent to it, signed as Standard Webhooks says, and again for
            a day where it does not answer.
          </EmptyState>
        ) : null}
        <ul aria-label="Webhooks" className="space-y-3">
          {webhooks.map((webhook) => (
            <li key={webhook.id} data-webhook={webhook.id} className="rounded-lg border bg-surface">
              <WebhookHead webhook={webhook} />
              <Deliveries webhookId={webhook.id} />
            </li>
          ))}
        </ul>
      </div>
      {isNew ? <NewWebhookDialog onClose={() => setIsNew(false)} /> : null}
    </div>
  )
}

function WebhookHead({ webhook }: { readonly webhook: Webhook }) {
  const [asks, setAsks] = useState(false)
  const queries = useQueryClient()
  const removing = useMutation({
    mutationFn: () => removeWebhook(webhook.id),
    onSuccess: () => queries.invalidateQueries({ queryKey: webhooksQuery.queryKey }),
  })
  return (
    <div className="flex items-start gap-2 border-b px-3.5 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2">
          <span className="min-w-0 font-mono text-xs break-all">{oneLine(webhook.url, 400)}</span>
          {webhook.isEnabled ? null : <Badge tone="warn">off</Badge>}
        </p>
        {webhook.description === '' ? null : <p className="text-ink-2">{oneLine(webhook.description, 300)}</p>}
        <p className="mt-1 flex flex-wrap gap-1">
          {webhook.events.map((event) => (
            <Badge key={event}>{event}</Badge>
          ))}
        </p>
        <p className="mt-1 text-xs text-ink-3">
          added by {oneLine(webhook.createdBy, 80)}, <Instant iso={webhook.createdAt} as="relative" />
        </p>
      </div>
      <IconButton icon={Trash2} label="Remove this webhook" onClick={() => setAsks(true)} />
      <Confirm
        open={asks}
        title="Remove this webhook?"
        action="Remove"
        busy={removing.isPending}
        problem={removing.isError ? problemOf(removing.error) : undefined}
        onConfirm={() => removing.mutate()}
        onClose={() => setAsks(false)}
      >
        Nothing is sent there any more; its secret and its deliveries go with it.
      </Confirm>
    </div>
  )
}
