import { type Alert, type ToldEvent, toldEvents } from '@pawl/core'
import type { Selectable } from 'kysely'
import { z } from 'zod'
import type { ControlSchema } from '../../../platform/control/index.ts'
import type { AlertsDb } from './alerts.store.ts'

export type AlertEventKind = Alert['history'][number]['event']

export const isToldEvent = (event: AlertEventKind): event is ToldEvent =>
  (toldEvents as readonly AlertEventKind[]).includes(event)

/** Something that happened to an alert. */
export interface AlertEvent {
  readonly id: string
  readonly alertId: string
  readonly at: Date
  readonly event: AlertEventKind
  /** A person, or `monitor`. */
  readonly who: string
  readonly note: string
  /** Whom the monitor tells, by name; null for all channels. */
  readonly channels: readonly string[] | null
  readonly mutedUntil: Date | null
  /** When what follows from it was done: evidence read, messages made. Null where that is yet to come. */
  readonly toldAt: Date | null
}

export async function insertEvent(db: AlertsDb, event: AlertEvent): Promise<void> {
  const { id, alertId, at, who, note, channels, mutedUntil, toldAt } = event
  await db
    .insertInto('alert_events')
    .values({
      ...{ id, alert_id: alertId, at, event: event.event, who, note },
      channels: channels === null ? null : JSON.stringify(channels),
      ...{ muted_until: mutedUntil, told_at: toldAt },
    })
    .execute()
}

export async function selectEvent(db: AlertsDb, id: string): Promise<AlertEvent | null> {
  const row = await db.selectFrom('alert_events').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : toEvent(row)
}

/** Oldest first. */
export async function selectEvents(db: AlertsDb, alertId: string): Promise<AlertEvent[]> {
  const rows = await db
    .selectFrom('alert_events')
    .selectAll()
    .where('alert_id', '=', alertId)
    .orderBy('sequence')
    .execute()
  return rows.map(toEvent)
}

/** @returns false where somebody else was first */
export async function markTold(db: AlertsDb, id: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('alert_events')
    .set({ told_at: at })
    .where('id', '=', id)
    .where('told_at', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

function toEvent(row: Selectable<ControlSchema['alert_events']>): AlertEvent {
  const { id, at, event, who, note } = row
  return {
    ...{ id, at, event, who, note, alertId: row.alert_id, mutedUntil: row.muted_until, toldAt: row.told_at },
    channels: row.channels === null ? null : z.array(z.string()).parse(row.channels),
  }
}
