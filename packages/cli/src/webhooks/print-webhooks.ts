import type { Webhook, WebhookDelivery } from '@pawl/core'
import type { CommandContext } from '../command-context.ts'
import { formatTime } from '../layout/format-value.ts'
import { type Column, renderTable } from '../layout/table.ts'

export function renderWebhooks(context: CommandContext, webhooks: readonly Webhook[]): string {
  return webhooks.length === 0
    ? 'There is no webhook. Add one with `pawl webhooks add <url>`.\n'
    : renderTable(webhooks, webhookColumns, { width: context.terminal.columns, paint: context.paint })
}

export function renderDeliveries(context: CommandContext, deliveries: readonly WebhookDelivery[]): string {
  return deliveries.length === 0
    ? 'Nothing has been sent.\n'
    : renderTable(deliveries, deliveryColumns, { width: context.terminal.columns, paint: context.paint })
}

const webhookColumns: readonly Column<Webhook>[] = [
  { title: 'ID', cell: ({ id }) => id, color: () => 'cyan' },
  { title: 'URL', cell: ({ url }) => url, minWidth: 24 },
  { title: 'EVENTS', cell: ({ events }) => events.join(', '), minWidth: 16, dropOrder: 1 },
  { title: 'STATE', cell: ({ isEnabled }) => (isEnabled ? '' : 'disabled'), color: () => 'red', dropOrder: 4 },
  { title: 'ABOUT', cell: ({ description }) => description, minWidth: 10, dropOrder: 2 },
  { title: 'BY', cell: ({ createdBy }) => createdBy, minWidth: 8, dropOrder: 3 },
]

const deliveryColumns: readonly Column<WebhookDelivery>[] = [
  { title: 'ID', cell: ({ id }) => id, color: () => 'cyan' },
  { title: 'WHEN', cell: ({ createdAt }) => formatTime(createdAt), dropOrder: 2 },
  { title: 'EVENT', cell: ({ event }) => event },
  {
    title: 'STATE',
    cell: ({ state }) => state,
    color: ({ state }) => (state === 'failed' ? 'red' : state === 'delivered' ? 'green' : 'yellow'),
  },
  { title: 'TRIES', cell: ({ attempts }) => String(attempts.length), align: 'right', dropOrder: 3 },
  { title: 'LAST', cell: lastAttemptText, minWidth: 16, dropOrder: 1 },
  {
    title: 'NEXT',
    cell: ({ nextAttemptAt }) => (nextAttemptAt === null ? '' : formatTime(nextAttemptAt)),
    dropOrder: 4,
  },
]

function lastAttemptText({ attempts }: WebhookDelivery): string {
  const last = attempts.at(-1)
  if (last === undefined) return ''
  return last.error === '' ? `${last.status}` : `${last.status ?? ''} ${last.error}`.trim()
}
