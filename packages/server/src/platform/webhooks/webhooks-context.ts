import type { AuditLog } from '../audit/index.ts'
import type { ControlStore } from '../control/index.ts'
import type { Logger } from '../log/index.ts'
import type { FetchFunction } from '../outgoing/index.ts'
import type { JobQueue } from '../queue/index.ts'

/** Encrypts the secrets with which messages are signed. */
export interface SecretBox {
  seal(text: string, purpose: string): string
  /** Null when it was sealed with another key or for another purpose. */
  open(sealed: string, purpose: string): string | null
}

/** What the use cases of this folder work on. */
export interface WebhooksContext {
  readonly control: ControlStore
  readonly audit: Pick<AuditLog, 'append'>
  readonly queue: Pick<JobQueue, 'work' | 'send' | 'schedule'>
  readonly secretBox: () => Promise<SecretBox>
  /** Refuses private addresses and follows no redirect. */
  readonly fetch: FetchFunction
  readonly log: Logger
  readonly now: () => Date
  readonly randomBytes: (count: number) => Uint8Array
  /** Of one attempt. */
  readonly timeoutMs: number
}

export interface WebhookKey {
  readonly project: string
  readonly id: string
}

export const deliveryQueueName = 'webhooks.deliver'
export const secretPurpose = ({ project, id }: WebhookKey): string => `webhook ${project}/${id}`
