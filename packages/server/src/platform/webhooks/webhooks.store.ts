import { type Webhook, type WebhookDelivery, type WebhookEvent, webhookDeliverySchema, webhookSchema } from '@pawl/core'
import { type Selectable, sql } from 'kysely'
import type { ControlSchema, ControlStore, ControlTransaction } from '../control/index.ts'

type Db = ControlStore['db'] | ControlTransaction

export interface StoredWebhook {
  readonly project: string
  readonly webhook: Webhook
  readonly sealedSecret: string
}

export async function insertWebhook(db: Db, { project, webhook, sealedSecret }: StoredWebhook): Promise<void> {
  const { id, url, events, description, isEnabled, createdBy, createdAt } = webhook
  await db
    .insertInto('webhooks')
    .values({
      ...{ id, project, url, description, events: JSON.stringify(events), sealed_secret: sealedSecret },
      ...{ is_enabled: isEnabled, created_by: createdBy, created_at: createdAt },
    })
    .execute()
}

export async function selectWebhooks(db: Db, project: string, id?: string): Promise<StoredWebhook[]> {
  const all = db.selectFrom('webhooks').selectAll().where('project', '=', project).orderBy('created_at').orderBy('id')
  const rows = await (id === undefined ? all : all.where('id', '=', id)).execute()
  return rows.map(({ id, url, events, description, sealed_secret, is_enabled, created_by, created_at }) => ({
    project,
    sealedSecret: sealed_secret,
    webhook: webhookSchema.parse({
      ...{ id, url, events, description, isEnabled: is_enabled },
      ...{ createdBy: created_by, createdAt: created_at.toISOString() },
    }),
  }))
}

/** @returns its address, or null where there is none */
export async function deleteWebhook(db: Db, project: string, id: string): Promise<string | null> {
  const gone = await db
    .deleteFrom('webhooks')
    .where('project', '=', project)
    .where('id', '=', id)
    .returning('url')
    .executeTakeFirst()
  return gone?.url ?? null
}

/** @returns whether it was enabled */
export async function disableWebhook(db: Db, project: string, id: string): Promise<boolean> {
  const result = await db
    .updateTable('webhooks')
    .set({ is_enabled: false })
    .where('project', '=', project)
    .where('id', '=', id)
    .where('is_enabled', '=', true)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

export interface NewDelivery {
  readonly id: string
  readonly project: string
  readonly webhookId: string
  readonly event: WebhookEvent
  readonly body: string
  readonly at: Date
}

export async function insertDelivery(db: Db, { id, project, webhookId, event, body, at }: NewDelivery): Promise<void> {
  await db
    .insertInto('webhook_deliveries')
    .values({
      ...{ id, project, webhook_id: webhookId, event, body, state: 'pending', attempts: '[]' },
      ...{ next_attempt_at: at, created_at: at },
    })
    .execute()
}

export interface StoredDelivery {
  readonly project: string
  readonly delivery: WebhookDelivery
  readonly body: string
  readonly tries: number
}

export async function selectDelivery(db: Db, id: string): Promise<StoredDelivery | null> {
  const row = await db.selectFrom('webhook_deliveries').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : toDelivery(row)
}

export interface DeliveryFilter {
  readonly webhookId: string
  readonly after?: { readonly createdAtMs: number; readonly id: string } | undefined
  readonly limit: number
}

/** Newest first. */
export async function selectDeliveries(
  db: Db,
  { webhookId, after, limit }: DeliveryFilter,
): Promise<WebhookDelivery[]> {
  let query = db.selectFrom('webhook_deliveries').selectAll().where('webhook_id', '=', webhookId)
  if (after !== undefined) {
    const position = sql<boolean>`(created_at, id) < (${new Date(after.createdAtMs)}::timestamptz, ${after.id})`
    query = query.where(position)
  }
  const rows = await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
  return rows.map((row) => toDelivery(row).delivery)
}

export interface DeliveryUpdate {
  readonly state: WebhookDelivery['state']
  readonly tries: number
  readonly nextAttemptAt: Date | null
  /** Added to those before. */
  readonly attempt?: WebhookDelivery['attempts'][number]
}

export async function updateDelivery(
  db: Db,
  id: string,
  { state, tries, nextAttemptAt, attempt }: DeliveryUpdate,
): Promise<void> {
  await db
    .updateTable('webhook_deliveries')
    .set({ state, tries, next_attempt_at: nextAttemptAt })
    .$if(attempt !== undefined, (query) =>
      query.set({ attempts: sql<string>`attempts || ${JSON.stringify([attempt])}::jsonb` }),
    )
    .where('id', '=', id)
    .execute()
}

export async function deleteOldDeliveries(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('webhook_deliveries').where('created_at', '<', before).where('state', '!=', 'pending').execute()
}

function toDelivery(row: Selectable<ControlSchema['webhook_deliveries']>): StoredDelivery {
  const { id, webhook_id, event, body, state, attempts, next_attempt_at, created_at, project, tries } = row
  return {
    ...{ project, body, tries },
    delivery: webhookDeliverySchema.parse({
      ...{ id, webhookId: webhook_id, event, state, attempts, payload: JSON.parse(body) },
      ...{ nextAttemptAt: next_attempt_at?.toISOString() ?? null, createdAt: created_at.toISOString() },
    }),
  }
}
