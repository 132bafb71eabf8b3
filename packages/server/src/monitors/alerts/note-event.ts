import { type AlertsContext, newId } from './alerts-context.ts'
import { type AlertEventKind, insertEvent } from './store/alert-events.store.ts'
import type { AlertsDb } from './store/alerts.store.ts'

export interface NotedEvent {
  readonly alertId: string
  readonly event: AlertEventKind
  /** Pawl itself when left out. */
  readonly who?: string
  readonly note: string
}

/** Puts something into the history of an alert that nothing follows from. */
export async function noteEvent(
  { now, randomBytes }: Pick<AlertsContext, 'now' | 'randomBytes'>,
  db: AlertsDb,
  { alertId, event, who = 'pawl', note }: NotedEvent,
): Promise<void> {
  const at = now()
  const id = newId('ale', randomBytes)
  await insertEvent(db, { id, alertId, at, event, who, note, channels: [], mutedUntil: null, toldAt: at })
}
