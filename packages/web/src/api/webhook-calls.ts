import type { CreatedWebhook, NewWebhook, Webhook, WebhookDelivery, WebhookDeliveryList } from '@pawl/core'
import { call, fetchJson } from './fetch-json.ts'
import { type QueryValues, queryString } from './query-string.ts'

const webhookPath = (webhookId: string): string => `/api/webhooks/${encodeURIComponent(webhookId)}`

export const listWebhooks = (signal: AbortSignal) =>
  fetchJson<{ readonly webhooks: readonly Webhook[] }>('/api/webhooks', { signal })

/** The answer holds the secret, this once. */
export const createWebhook = (webhook: NewWebhook) =>
  fetchJson<CreatedWebhook>('/api/webhooks', { method: 'POST', body: webhook })

export const removeWebhook = (webhookId: string) => call(webhookPath(webhookId), { method: 'DELETE' })

export const listDeliveries = (webhookId: string, query: QueryValues, signal: AbortSignal) =>
  fetchJson<WebhookDeliveryList>(`${webhookPath(webhookId)}/deliveries${queryString(query)}`, { signal })

export const replayDelivery = (webhookId: string, deliveryId: string) =>
  fetchJson<WebhookDelivery>(`${webhookPath(webhookId)}/deliveries/${encodeURIComponent(deliveryId)}/replay`, {
    method: 'POST',
    body: {},
  })
