import { type Alert, type AlertAction, alertActionSchema, changeState } from '@pawl/core'
import type { ControlTransaction } from '../../platform/control/index.ts'
import { type AlertsContext, newId, tellQueueName } from './alerts-context.ts'
import { alertNotFound, getAlert } from './list-alerts.ts'
import { noteEvent } from './note-event.ts'
import { insertEvent, selectEvents } from './store/alert-events.store.ts'
import { type AlertRecord, lockAlert, updateAlert } from './store/alerts.store.ts'

export interface AlertPerson {
  readonly project: string
  readonly person: string
}

export interface AskedAction {
  readonly id: string
  readonly action: AlertAction
}

/** Somebody looks at it. A second time, or of one that is resolved, it changes nothing. @throws AppError `not_found` */
export async function acknowledgeAlert(
  context: AlertsContext,
  { project, person }: AlertPerson,
  { id, action }: AskedAction,
): Promise<Alert> {
  const { note } = alertActionSchema.parse(action)
  await context.control.transaction(async (transaction) => {
    const alert = await lockExisting(transaction, project, id)
    const state = changeState(alert.state, 'acknowledge')
    if (state === alert.state) return
    await updateAlert(transaction, id, { state })
    await noteEvent(context, transaction, { alertId: id, event: 'acknowledged', who: person, note })
  })
  return await getAlert(context, project, id)
}

/**
 * It is over, or it is what is usual from now on: then the monitor learns its usual anew from the change. The stream is watched on as if nothing
 * had been found. Of one that is resolved it changes nothing.
 *
 * @throws AppError `not_found`
 */
export async function resolveAlert(
  context: AlertsContext,
  { project, person }: AlertPerson,
  { id, action }: AskedAction,
): Promise<Alert> {
  const { note, isNewUsual } = alertActionSchema.parse(action)
  const at = context.now()
  await context.control.transaction(async (transaction) => {
    const alert = await lockExisting(transaction, project, id)
    if (changeState(alert.state, 'resolve') === alert.state) return
    await endAlert(context, transaction, { alert, who: person, note: noteOf(note, isNewUsual), isNewUsual })
    const { monitorId, slice, changedAt } = alert
    const learnFromMs = isNewUsual ? changedAt.getTime() : null
    const stream = { project, monitorId, slice: slice?.value ?? null }
    await context.forgetFinding(transaction, { ...stream, atMs: at.getTime(), learnFromMs })
  })
  return await getAlert(context, project, id)
}

interface EndedAlert {
  readonly alert: AlertRecord
  readonly who: string
  readonly note: string
  readonly isNewUsual?: boolean
}

/** Resolves it, and tells whom its monitor told last. */
export async function endAlert(
  { queue, now, randomBytes }: Pick<AlertsContext, 'queue' | 'now' | 'randomBytes'>,
  transaction: ControlTransaction,
  { alert: { id: alertId }, who, note, isNewUsual = false }: EndedAlert,
): Promise<void> {
  const at = now()
  await updateAlert(transaction, alertId, { state: 'resolved', isNewUsual, resolvedAt: at })
  const last = (await selectEvents(transaction, alertId)).findLast((event) => event.who === monitorAsPerson)
  const { channels = null, mutedUntil = null } = last ?? {}
  const id = newId('ale', randomBytes)
  await insertEvent(transaction, { id, alertId, at, event: 'resolved', who, note, channels, mutedUntil, toldAt: null })
  await queue.send(tellQueueName, { eventId: id }, { within: transaction })
}

/** Who it is in the history when nobody did it. */
export const monitorAsPerson = 'monitor'

const noteOf = (note: string, isNewUsual: boolean): string =>
  [note, isNewUsual ? 'What is now is the new usual.' : ''].filter((part) => part !== '').join(' ')

async function lockExisting(transaction: ControlTransaction, project: string, id: string): Promise<AlertRecord> {
  const alert = await lockAlert(transaction, project, id)
  if (alert === null) throw alertNotFound(project, id)
  return alert
}
