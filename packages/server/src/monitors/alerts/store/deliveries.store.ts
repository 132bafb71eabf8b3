import type { AlertDelivery } from '@pawl/core'
import { sql } from 'kysely'
import type { AlertsDb } from './alerts.store.ts'

export interface NewDelivery {
  readonly id: string
  readonly project: string
  readonly channelId: string
  /** Null for a test. */
  readonly eventId: string | null
  readonly event: string
  readonly at: Date
}

/** @returns false where it exists already */
export async function insertDelivery(
  db: AlertsDb,
  { id, project, channelId, eventId, event, at }: NewDelivery,
): Promise<boolean> {
  const added = await db
    .insertInto('alert_deliveries')
    .values({
      ...{ id, project, channel_id: channelId, event_id: eventId, event, state: 'waiting', problem: null },
      ...{ created_at: at, attempted_at: null, next_attempt_at: at },
    })
    .onConflict((on) => on.columns(['channel_id', 'event_id']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return added !== undefined
}

export interface DeliveryRecord {
  readonly id: string
  readonly project: string
  readonly channelId: string
  readonly eventId: string | null
  readonly state: AlertDelivery['state']
  readonly attempts: number
}

export async function selectDelivery(db: AlertsDb, id: string): Promise<DeliveryRecord | null> {
  const row = await db.selectFrom('alert_deliveries').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) return null
  const { project, state, attempts } = row
  return { id, project, state, attempts, channelId: row.channel_id, eventId: row.event_id }
}

export interface DeliveryAttempt {
  readonly state: AlertDelivery['state']
  readonly attempts: number
  readonly problem: string | null
  readonly at: Date
  readonly nextAttemptAt: Date | null
}

export async function recordAttempt(
  db: AlertsDb,
  id: string,
  { state, attempts, problem, at, nextAttemptAt }: DeliveryAttempt,
): Promise<void> {
  await db
    .updateTable('alert_deliveries')
    .set({ state, attempts, problem, attempted_at: at, next_attempt_at: nextAttemptAt })
    .where('id', '=', id)
    .execute()
}

/** Of some channels, newest first. */
export async function selectDeliveries(
  db: AlertsDb,
  { channelId, limit }: { readonly channelId: string; readonly limit: number },
): Promise<AlertDelivery[]> {
  const rows = await db
    .selectFrom('alert_deliveries as d')
    .innerJoin('alert_channels as c', 'c.id', 'd.channel_id')
    .leftJoin('alert_events as e', 'e.id', 'd.event_id')
    .select(['d.id', 'c.name as channel', 'e.alert_id', 'd.event', 'd.state', 'd.attempts', 'd.problem'])
    .select(['d.created_at', 'd.next_attempt_at'])
    .where('d.channel_id', '=', channelId)
    .orderBy('d.created_at', 'desc')
    .orderBy('d.id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ id, channel, alert_id, event, state, attempts, problem, created_at, next_attempt_at }) => ({
    ...{ id, channel, alertId: alert_id, event, state, attempts, problem },
    createdAt: created_at.toISOString(),
    nextAttemptAt: next_attempt_at?.toISOString() ?? null,
  }))
}

export interface LastDelivery {
  readonly channelId: string
  readonly at: Date
  readonly state: AlertDelivery['state']
  readonly problem: string | null
}

/** The last one of each channel that was attempted. */
export async function selectLastDeliveries(db: AlertsDb, project: string): Promise<LastDelivery[]> {
  const rows = await db
    .selectFrom('alert_deliveries')
    .distinctOn('channel_id')
    .select(['channel_id', 'attempted_at', 'state', 'problem'])
    .where('project', '=', project)
    .where('attempted_at', 'is not', null)
    .orderBy('channel_id')
    .orderBy(sql`attempted_at desc`)
    .execute()
  return rows.flatMap(({ channel_id, attempted_at, state, problem }) =>
    attempted_at === null ? [] : [{ channelId: channel_id, at: attempted_at, state, problem }],
  )
}

export async function deleteOldDeliveries(db: AlertsDb, before: Date): Promise<void> {
  await db
    .deleteFrom('alert_deliveries')
    .where('created_at', '<', before)
    .where('state', 'in', ['delivered', 'failed'])
    .execute()
}
