import { z } from 'zod'
import { jsonObjectSchema } from '../../traces/index.ts'

export const webhookEvents = [
  'gate.finished',
  'deployment.created',
  'deployment.refused',
  'deployment.rolled_back',
  'override.created',
  'override.expired',
  'alert.opened',
  'alert.resolved',
  'alert.reopened',
] as const
export type WebhookEvent = (typeof webhookEvents)[number]

export const newWebhookSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: 'an address that starts with http:// or https:// is needed' }).max(4000),
  /** All when left out. */
  events: z
    .array(z.enum(webhookEvents))
    .min(1)
    .default([...webhookEvents]),
  description: z.string().max(500).default(''),
})
export type NewWebhook = z.input<typeof newWebhookSchema>

export const webhookSchema = z.object({
  id: z.string(),
  url: z.string(),
  events: z.array(z.enum(webhookEvents)),
  description: z.string(),
  isEnabled: z.boolean(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
})
export type Webhook = z.infer<typeof webhookSchema>
/** The signing secret (`whsec_…`) is shown this once. */
export const createdWebhookSchema = z.object({ webhook: webhookSchema, secret: z.string() })
export type CreatedWebhook = z.infer<typeof createdWebhookSchema>
export const webhookListSchema = z.object({ webhooks: z.array(webhookSchema) })

/** One message to one address, with its tries (Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature`). */
export const webhookDeliverySchema = z.object({
  id: z.string(),
  webhookId: z.string(),
  event: z.enum(webhookEvents),
  payload: z.object({ type: z.enum(webhookEvents), timestamp: z.iso.datetime(), data: jsonObjectSchema }),
  state: z.enum(['pending', 'delivered', 'failed']),
  attempts: z.array(
    z.object({ at: z.iso.datetime(), status: z.int().nullable(), error: z.string(), latencyMs: z.number() }),
  ),
  nextAttemptAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
})
export type WebhookDelivery = z.infer<typeof webhookDeliverySchema>
export const webhookDeliveryListSchema = z.object({
  deliveries: z.array(webhookDeliverySchema),
  nextCursor: z.string().nullable(),
})
export type WebhookDeliveryList = z.infer<typeof webhookDeliveryListSchema>
