import type { WebhookDelivery } from '@pawl/core'
import type { ControlTransaction } from '../control/index.ts'
import { goneStatus, type PostOutcome, postMessage, retryDelayS } from './post-message.ts'
import { signedHeaders } from './sign-message.ts'
import {
  disableWebhook,
  type StoredDelivery,
  type StoredWebhook,
  selectDelivery,
  selectWebhooks,
  updateDelivery,
} from './webhooks.store.ts'
import { deliveryQueueName, secretPurpose, type WebhooksContext } from './webhooks-context.ts'

type Attempt = WebhookDelivery['attempts'][number]

/** Makes the next attempt at a message, records it, and asks for the one after when it failed. */
export async function deliverMessage(context: WebhooksContext, deliveryId: string, signal: AbortSignal): Promise<void> {
  const stored = await selectDelivery(context.control.db, deliveryId)
  // Delivered already, or its webhook was removed: a job may come twice.
  if (stored === null || stored.delivery.state !== 'pending') return
  const [webhook] = await selectWebhooks(context.control.db, stored.project, stored.delivery.webhookId)
  if (webhook === undefined) return
  const startedAt = context.now()
  const startedMs = performance.now()
  const outcome = await attemptDelivery(context, { webhook, stored, startedAt, signal })
  const attempt: Attempt = {
    at: startedAt.toISOString(),
    status: outcome.status,
    error: outcome.error.slice(0, 500),
    latencyMs: Math.round(performance.now() - startedMs),
  }
  const tries = stored.tries + 1
  const delayS = outcome.error === '' || outcome.isFinal ? undefined : retryDelayS(tries)
  const state = outcome.error === '' ? 'delivered' : delayS === undefined ? 'failed' : 'pending'
  const nextAttemptAt = delayS === undefined ? null : new Date(context.now().getTime() + delayS * 1000)
  await context.control.transaction(async (transaction) => {
    await updateDelivery(transaction, deliveryId, { state, tries, nextAttemptAt, attempt })
    if (delayS !== undefined) {
      await context.queue.send(deliveryQueueName, { deliveryId }, { delaySeconds: delayS, within: transaction })
    }
    if (outcome.status === goneStatus) await switchOff(context, transaction, webhook)
  })
}

async function switchOff(
  { audit }: WebhooksContext,
  transaction: ControlTransaction,
  { project, webhook: { id, url } }: StoredWebhook,
): Promise<void> {
  if (!(await disableWebhook(transaction, project, id))) return
  const message = `${new URL(url).origin} wants no more messages (it answered ${goneStatus}), and gets none from now on`
  const details = { message, webhookId: id }
  await audit.append(transaction, { project, action: 'webhook.disabled', who: 'Pawl', details })
}

interface DeliveryAttempt {
  readonly webhook: StoredWebhook
  readonly stored: StoredDelivery
  readonly startedAt: Date
  readonly signal: AbortSignal
}

async function attemptDelivery(
  context: WebhooksContext,
  { webhook: { project, webhook, sealedSecret }, stored, startedAt, signal }: DeliveryAttempt,
): Promise<PostOutcome> {
  const secret = (await context.secretBox()).open(sealedSecret, secretPurpose({ project, id: webhook.id }))
  if (secret === null) {
    const error = 'its signing secret was encrypted with another key: remove the webhook and make it again'
    return { status: null, error, isFinal: true }
  }
  const { body, delivery } = stored
  const headers = signedHeaders(secret, { id: delivery.id, sentAt: startedAt, body })
  return await postMessage(context, { url: webhook.url, headers, body, signal })
}
