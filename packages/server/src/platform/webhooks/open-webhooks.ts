import {
  AppError,
  type CreatedWebhook,
  type NewWebhook,
  type Webhook,
  type WebhookDelivery,
  type WebhookDeliveryList,
} from '@pawl/core'
import { z } from 'zod'
import type { ControlTransaction } from '../control/index.ts'
import { decodeCursor, encodeCursor } from '../http/index.ts'
import { createWebhook, removeWebhook, type WebhookAuthor, webhookNotFound } from './change-webhooks.ts'
import { deliverMessage } from './deliver-message.ts'
import { type PublishedEvent, publishEvent } from './publish-event.ts'
import {
  deleteOldDeliveries,
  selectDeliveries,
  selectDelivery,
  selectWebhooks,
  updateDelivery,
} from './webhooks.store.ts'
import { deliveryQueueName, type WebhookKey, type WebhooksContext } from './webhooks-context.ts'

export interface DeliveryQuery {
  readonly limit: number
  readonly cursor?: string | undefined
}

/** Signed messages to addresses that a project names, about what happens to its releases. */
export interface Webhooks {
  /** A message to everybody who asked for such events. It exists when, and only when, the transaction commits. */
  publish(transaction: ControlTransaction, event: PublishedEvent): Promise<void>
  list(project: string): Promise<readonly Webhook[]>
  create(author: WebhookAuthor, webhook: NewWebhook): Promise<CreatedWebhook>
  /** @throws AppError `not_found` */
  remove(author: WebhookAuthor, id: string): Promise<void>
  /**
   * What was sent to an address, newest first; kept for 30 days.
   *
   * @throws AppError `not_found`; `bad_request` for a cursor of another list
   */
  deliveries(key: WebhookKey, query: DeliveryQuery): Promise<WebhookDeliveryList>
  /**
   * Sends a message once more, with the same id, so that a receiver who has it already can tell.
   *
   * @throws AppError `not_found`
   */
  replay(key: WebhookKey, deliveryId: string): Promise<WebhookDelivery>
}

const attemptsAtOnce = 32
const attemptsAtOncePerReceiver = 4
/** Of a message whose receiver has its share of attempts under way. */
const deferredS = 5
const keptDays = 30
const dayMs = 86_400_000
const jobSchema = z.object({ deliveryId: z.string() })

/** Opens webhooks and begins to deliver what waits. */
export async function openWebhooks(
  options: Omit<WebhooksContext, 'timeoutMs'> & { readonly timeoutMs?: number },
): Promise<Webhooks> {
  const context: WebhooksContext = { timeoutMs: 15_000, ...options }
  const { db } = context.control
  await startDelivery(context)
  await context.queue.schedule('webhooks.forget', 3600, () =>
    deleteOldDeliveries(db, new Date(context.now().getTime() - keptDays * dayMs)),
  )
  const find = async ({ project, id }: WebhookKey) => {
    const [found] = await selectWebhooks(db, project, id)
    if (found === undefined) throw webhookNotFound({ project, id })
    return found.webhook
  }
  return {
    publish: (transaction, event) => publishEvent(context, transaction, event),
    list: async (project) => (await selectWebhooks(db, project)).map(({ webhook }) => webhook),
    create: (author, webhook) => createWebhook(context, author, webhook),
    remove: (author, id) => removeWebhook(context, author, id),
    async deliveries(key, { limit, cursor }) {
      const webhook = await find(key)
      const after = cursor === undefined ? undefined : positionOf(cursor)
      const found = await selectDeliveries(db, { webhookId: webhook.id, after, limit: limit + 1 })
      const deliveries = found.slice(0, limit)
      const last = deliveries.at(-1)
      const nextCursor =
        found.length > limit && last !== undefined ? encodeCursor(Date.parse(last.createdAt), last.id) : null
      return { deliveries, nextCursor }
    },
    async replay(key, deliveryId) {
      await find(key)
      const stored = await selectDelivery(db, deliveryId)
      if (stored?.delivery.webhookId !== key.id) throw deliveryNotFound(deliveryId)
      const nextAttemptAt = context.now()
      await context.control.transaction(async (transaction) => {
        await updateDelivery(transaction, deliveryId, { state: 'pending', tries: 0, nextAttemptAt })
      })
      await context.queue.send(deliveryQueueName, { deliveryId })
      return { ...stored.delivery, state: 'pending', nextAttemptAt: nextAttemptAt.toISOString() }
    },
  }
}

async function startDelivery(context: WebhooksContext): Promise<void> {
  const underWay = new Map<string, number>()
  await context.queue.work(
    deliveryQueueName,
    async ({ data, signal }) => {
      const { deliveryId } = jobSchema.parse(data)
      const stored = await selectDelivery(context.control.db, deliveryId)
      if (stored === null) return
      const { webhookId } = stored.delivery
      const count = underWay.get(webhookId) ?? 0
      // A receiver that takes its time must not take the places of all others.
      if (count >= attemptsAtOncePerReceiver) {
        await context.queue.send(deliveryQueueName, { deliveryId }, { delaySeconds: deferredS })
        return
      }
      underWay.set(webhookId, count + 1)
      try {
        await deliverMessage(context, deliveryId, signal)
      } finally {
        underWay.set(webhookId, (underWay.get(webhookId) ?? 1) - 1)
      }
    },
    { concurrency: attemptsAtOnce, timeoutSeconds: 60 },
  )
}

function positionOf(cursor: string) {
  const [createdAtMs, id = ''] = decodeCursor(cursor, /^(\d{1,15}),(.{1,200})$/)
  return { createdAtMs: Number(createdAtMs), id }
}

const deliveryNotFound = (id: string): AppError =>
  new AppError('not_found', `This webhook has no message ${JSON.stringify(id)}.`, {
    where: 'delivery',
    fix: `Messages are kept for ${keptDays} days; look at \`pawl webhooks deliveries <webhook>\`.`,
  })
