import type { JsonObject, WebhookEvent } from '@pawl/core'
import type { ControlTransaction } from '../control/index.ts'
import { insertDelivery, selectWebhooks } from './webhooks.store.ts'
import { deliveryQueueName, type WebhooksContext } from './webhooks-context.ts'

export interface PublishedEvent {
  readonly project: string
  readonly event: WebhookEvent
  readonly data: JsonObject
}

/** One message to every address that asked for such events; they exist when, and only when, the transaction commits. */
export async function publishEvent(
  { queue, now, randomBytes }: WebhooksContext,
  transaction: ControlTransaction,
  { project, event, data }: PublishedEvent,
): Promise<void> {
  const at = now()
  const body = JSON.stringify({ type: event, timestamp: at.toISOString(), data })
  for (const { webhook } of await selectWebhooks(transaction, project)) {
    if (!webhook.isEnabled || !webhook.events.includes(event)) continue
    const id = `msg_${Buffer.from(randomBytes(12)).toString('hex')}`
    await insertDelivery(transaction, { id, project, webhookId: webhook.id, event, body, at })
    await queue.send(deliveryQueueName, { deliveryId: id }, { within: transaction })
  }
}
