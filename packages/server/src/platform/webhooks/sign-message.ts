import { createHmac } from 'node:crypto'

const prefix = 'whsec_'

/** The secret of a new webhook, in the form that libraries for Standard Webhooks read. */
export const newSigningSecret = (randomBytes: (count: number) => Uint8Array): string =>
  `${prefix}${Buffer.from(randomBytes(32)).toString('base64')}`

export interface SignedMessage {
  readonly id: string
  readonly sentAt: Date
  readonly body: string
}

/** The headers of Standard Webhooks (github.com/standard-webhooks): HMAC-SHA256 over `id.timestamp.body`. */
export function signedHeaders(secret: string, { id, sentAt, body }: SignedMessage): Record<string, string> {
  const timestamp = String(Math.floor(sentAt.getTime() / 1000))
  const key = Buffer.from(secret.slice(prefix.length), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  }
}
