import { AppError, type WebhookDelivery } from '@pawl/core'
import { signedHeaders } from './sign-message.ts'
import {
  type StoredDelivery,
  type StoredWebhook,
  selectDelivery,
  selectWebhooks,
  updateDelivery,
} from './webhooks.store.ts'
import { deliveryQueueName, secretPurpose, type WebhooksContext } from './webhooks-context.ts'

/** Between one attempt and the next, as Standard Webhooks proposes: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h. */
const retryDelaysS = [5, 300, 1800, 7200, 18_000, 36_000, 50_400] as const

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
  const delayS = outcome.error === '' || outcome.isFinal ? undefined : retryDelaysS[tries - 1]
  const state = outcome.error === '' ? 'delivered' : delayS === undefined ? 'failed' : 'pending'
  const nextAttemptAt = delayS === undefined ? null : new Date(context.now().getTime() + delayS * 1000)
  await context.control.transaction(async (transaction) => {
    await updateDelivery(transaction, deliveryId, { state, tries, nextAttemptAt, attempt })
    if (delayS === undefined) return
    await context.queue.send(deliveryQueueName, { deliveryId }, { delaySeconds: delayS, within: transaction })
  })
}

interface Outcome {
  readonly status: number | null
  /** '' when it was taken. */
  readonly error: string
  /** Trying again later would change nothing. */
  readonly isFinal: boolean
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
): Promise<Outcome> {
  const secret = (await context.secretBox()).open(sealedSecret, secretPurpose({ project, id: webhook.id }))
  if (secret === null) {
    const error = 'its signing secret was encrypted with another key: remove the webhook and make it again'
    return { status: null, error, isFinal: true }
  }
  const { body, delivery } = stored
  try {
    const response = await context.fetch(webhook.url, {
      method: 'POST',
      headers: signedHeaders(secret, { id: delivery.id, sentAt: startedAt, body }),
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(context.timeoutMs)]),
    })
    // What it says is not read: it would be a way to look into a network that only this server sees.
    await response.body?.cancel()
    const { status } = response
    return { status, error: response.ok ? '' : `it answered ${status}`, isFinal: false }
  } catch (error) {
    signal.throwIfAborted()
    if (AppError.isInstance(error)) return { status: null, error: error.message, isFinal: true }
    return { status: null, error: failureText(error, context.timeoutMs), isFinal: false }
  }
}

function failureText(error: unknown, timeoutMs: number): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`
  return error instanceof Error ? error.message : String(error)
}
