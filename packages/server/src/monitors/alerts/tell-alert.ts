import { webhookMessage } from '@pawl/core'
import type { ControlTransaction } from '../../platform/control/index.ts'
import { type AlertsContext, deliverQueueName, newId } from './alerts-context.ts'
import { noteEvent } from './note-event.ts'
import { type AlertEvent, isToldEvent, markTold, selectEvent } from './store/alert-events.store.ts'
import { replaceTraces } from './store/alert-traces.store.ts'
import { type AlertRecord, selectById, updateAlert } from './store/alerts.store.ts'
import { type ChannelRecord, selectChannels } from './store/channels.store.ts'
import { insertDelivery } from './store/deliveries.store.ts'
import { viewAlert } from './view-alert.ts'

/**
 * What follows from an event of an alert: what it cites is read and copied, then channels are told. An alert whose evidence cannot be read is
 * told without it. A second time it does nothing.
 */
export async function tellAlert(context: AlertsContext, eventId: string): Promise<void> {
  const { control, now } = context
  const event = await selectEvent(control.db, eventId)
  if (event === null || event.toldAt !== null) return
  const alert = await selectById(control.db, event.alertId)
  if (alert === null) return
  if (event.event !== 'resolved') await readEvidence(context, alert)
  await control.transaction(async (transaction) => {
    if (!(await markTold(transaction, event.id, now()))) return
    await tell(context, transaction, { event, project: alert.project })
  })
}

async function readEvidence(context: AlertsContext, alert: AlertRecord): Promise<void> {
  const { id, project, metric, finding } = alert
  try {
    const { evidence, traces } = await context.readEvidence({ project, metric, finding })
    await context.control.transaction(async (transaction) => {
      await updateAlert(transaction, id, { evidence })
      await replaceTraces(transaction, { id, project }, traces)
    })
  } catch (error) {
    context.log.warn('the evidence of an alert could not be read', { project, alert: id, error })
  }
}

interface Telling {
  readonly event: AlertEvent
  readonly project: string
}

async function tell(
  context: AlertsContext,
  transaction: ControlTransaction,
  { event, project }: Telling,
): Promise<void> {
  if (!isToldEvent(event.event)) return
  const { alertId, mutedUntil } = event
  const keepQuiet = (note: string) => noteEvent(context, transaction, { alertId, event: 'not_notified', note })
  if (mutedUntil !== null && mutedUntil > context.now()) {
    return await keepQuiet(`The monitor is muted until ${mutedUntil.toISOString()}`)
  }
  await publish(context, transaction, { event, project })
  const all = await selectChannels(transaction, project)
  const names = event.channels ?? all.map(({ name }) => name)
  if (names.length === 0) return await keepQuiet('There is no channel to tell')
  for (const name of names) {
    const channel = all.find((one) => one.name === name)
    if (channel === undefined) await keepQuiet(`There is no channel ${name}`)
    else await send(context, transaction, { channel, event })
  }
}

/** To webhooks of the project that asked for such events. */
async function publish(
  context: AlertsContext,
  transaction: ControlTransaction,
  { event: { event, alertId, note }, project }: Telling,
): Promise<void> {
  const alert = await selectById(transaction, alertId)
  if (alert === null || !isToldEvent(event)) return
  const view = await viewAlert(transaction, alert)
  const data = webhookMessage({ project, alert: view, note, publicUrl: context.publicUrl() })
  await context.webhooks.publish(transaction, { project, event: `alert.${event}`, data })
}

interface Sending {
  readonly channel: ChannelRecord
  readonly event: AlertEvent
}

async function send(
  { queue, now, randomBytes }: AlertsContext,
  transaction: ControlTransaction,
  { channel: { id: channelId, project }, event: { id: eventId, event } }: Sending,
): Promise<void> {
  const id = newId('msg', randomBytes)
  const isNew = await insertDelivery(transaction, { id, project, channelId, eventId, event, at: now() })
  if (isNew) await queue.send(deliverQueueName, { deliveryId: id }, { within: transaction })
}
