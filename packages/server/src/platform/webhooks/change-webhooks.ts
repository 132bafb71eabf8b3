import { AppError, type CreatedWebhook, type NewWebhook, newWebhookSchema, type Webhook } from '@pawl/core'
import { newSigningSecret } from './sign-message.ts'
import { deleteWebhook, insertWebhook } from './webhooks.store.ts'
import { secretPurpose, type WebhookKey, type WebhooksContext } from './webhooks-context.ts'

export interface WebhookAuthor {
  readonly project: string
  readonly person: string
}

/** The answer is the only place where the signing secret stands; the store has it encrypted. */
export async function createWebhook(
  context: WebhooksContext,
  { project, person }: WebhookAuthor,
  wanted: NewWebhook,
): Promise<CreatedWebhook> {
  const { control, audit, randomBytes, now } = context
  const { url, events, description } = newWebhookSchema.parse(wanted)
  const id = `wh_${Buffer.from(randomBytes(12)).toString('hex')}`
  const secret = newSigningSecret(randomBytes)
  const box = await context.secretBox()
  const webhook: Webhook = {
    ...{ id, url, events: [...new Set(events)], description, isEnabled: true },
    ...{ createdBy: person, createdAt: now().toISOString() },
  }
  await control.transaction(async (transaction) => {
    await insertWebhook(transaction, {
      project,
      webhook,
      sealedSecret: box.seal(secret, secretPurpose({ project, id })),
    })
    const details = { message: `Messages go to ${originOf(url)} from now on`, webhookId: id, events }
    await audit.append(transaction, { project, action: 'webhook.created', who: person, details })
  })
  return { webhook, secret }
}

/** With its messages: those that were not delivered never are. @throws AppError `not_found` */
export async function removeWebhook(
  { control, audit }: WebhooksContext,
  { project, person }: WebhookAuthor,
  id: string,
): Promise<void> {
  await control.transaction(async (transaction) => {
    const url = await deleteWebhook(transaction, project, id)
    if (url === null) throw webhookNotFound({ project, id })
    const details = { message: `No more messages go to ${originOf(url)}`, webhookId: id }
    await audit.append(transaction, { project, action: 'webhook.removed', who: person, details })
  })
}

export const webhookNotFound = ({ project, id }: WebhookKey): AppError =>
  new AppError('not_found', `There is no webhook ${JSON.stringify(id)} in project ${project}.`, {
    where: 'webhook',
    fix: 'Look at `pawl webhooks list`.',
  })

/** The rest of an address may be a secret of its own, and the audit log is never emptied. */
const originOf = (url: string): string => new URL(url).origin
