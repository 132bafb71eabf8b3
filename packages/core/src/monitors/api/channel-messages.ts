import { z } from 'zod'

export const channelNameSchema = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9._-]{0,98}[a-z0-9])?$/,
    'lower-case letters, digits, dots, dashes and underscores, 100 at most',
  )

const url = z
  .url({ protocol: /^https?$/, error: 'an address that starts with http:// or https:// is needed' })
  .max(4000)

/** `webhook`: signed as all webhooks are. `slack`: whatever takes Slack's incoming messages. Alerts are in the app in any case. */
export const newChannelSchema = z.discriminatedUnion('kind', [
  z.strictObject({ name: channelNameSchema, kind: z.literal('webhook'), url }),
  z.strictObject({ name: channelNameSchema, kind: z.literal('slack'), url }),
  z.strictObject({ name: channelNameSchema, kind: z.literal('email'), to: z.array(z.email()).min(1).max(20) }),
])
export type NewChannel = z.infer<typeof newChannelSchema>

export const channelSchema = z.object({
  name: z.string(),
  kind: z.enum(['webhook', 'slack', 'email']),
  /** Where to, without what is secret in it. */
  destination: z.string(),
  who: z.string(),
  createdAt: z.iso.datetime(),
  /** Null before the first. */
  lastDelivery: z
    .object({
      at: z.iso.datetime(),
      state: z.enum(['delivered', 'retrying', 'failed']),
      problem: z.string().nullable(),
    })
    .nullable(),
})
export type AlertChannel = z.infer<typeof channelSchema>
/** GET /api/alert-channels. `emailProblem`: why e-mail cannot be sent (which settings are missing); null when it can. */
export const channelListSchema = z.object({ channels: z.array(channelSchema), emailProblem: z.string().nullable() })
export type ChannelList = z.infer<typeof channelListSchema>
export type AlertChannelList = z.infer<typeof channelListSchema>
/** The answer to a new one: the secret of a webhook is shown once. */
export const createdChannelSchema = channelSchema.extend({ secret: z.string().nullable() })
export type CreatedChannel = z.infer<typeof createdChannelSchema>

/** POST /api/alert-channels/{name}/test: waits for the answer. */
export const channelTestSchema = z.object({ isDelivered: z.boolean(), sentence: z.string(), durationMs: z.number() })
export type ChannelTest = z.infer<typeof channelTestSchema>

export const alertDeliverySchema = z.object({
  id: z.string(),
  channel: z.string(),
  alertId: z.string().nullable(),
  event: z.string(),
  state: z.enum(['waiting', 'delivered', 'retrying', 'failed']),
  attempts: z.int(),
  problem: z.string().nullable(),
  createdAt: z.iso.datetime(),
  nextAttemptAt: z.iso.datetime().nullable(),
})
export type AlertDelivery = z.infer<typeof alertDeliverySchema>
/** GET /api/alert-channels/{name}/deliveries: of the last 30 days, newest first. */
export const alertDeliveryListSchema = z.object({ deliveries: z.array(alertDeliverySchema) })
export type AlertDeliveryList = z.infer<typeof alertDeliveryListSchema>
