import { retryDelayS } from '../../../platform/webhooks/index.ts'
import { type AlertsContext, deliverQueueName } from '../alerts-context.ts'
import { noteEvent } from '../note-event.ts'
import { isToldEvent, selectEvent } from '../store/alert-events.store.ts'
import { selectById } from '../store/alerts.store.ts'
import { type ChannelRecord, selectChannel } from '../store/channels.store.ts'
import { type DeliveryRecord, recordAttempt, selectDelivery } from '../store/deliveries.store.ts'
import { viewAlert } from '../view-alert.ts'
import { type ChannelMessage, type ChannelOutcome, sendToChannel } from './send-to-channel.ts'

/** Makes the next attempt at a message, records it, and asks for the one after when it failed. */
export async function deliverToChannel(context: AlertsContext, deliveryId: string, signal: AbortSignal): Promise<void> {
  const { db } = context.control
  const delivery = await selectDelivery(db, deliveryId)
  // Delivered already, or its channel was removed: a job may come twice.
  if (delivery === null || (delivery.state !== 'waiting' && delivery.state !== 'retrying')) return
  const channel = await selectChannel(db, delivery.channelId)
  const told = await readNews(context, delivery)
  if (channel === null || told === null) return
  const outcome = await sendToChannel(context, { id: deliveryId, channel, message: told.message, signal })
  await keepOutcome(context, { delivery, channel, outcome, alertId: told.alertId })
}

/** As the alert is now: what was erased meanwhile is not sent. */
async function readNews(
  { control, publicUrl }: AlertsContext,
  { project, eventId }: DeliveryRecord,
): Promise<{ readonly alertId: string; readonly message: ChannelMessage } | null> {
  const event = eventId === null ? null : await selectEvent(control.db, eventId)
  if (event === null || !isToldEvent(event.event)) return null
  const alert = await selectById(control.db, event.alertId)
  if (alert === null) return null
  const news = { event: event.event, project, note: event.note, publicUrl: publicUrl() }
  const message = { kind: 'news', news: { ...news, alert: await viewAlert(control.db, alert) } } as const
  return { alertId: alert.id, message }
}

interface Attempted {
  readonly delivery: DeliveryRecord
  readonly channel: ChannelRecord
  readonly outcome: ChannelOutcome
  readonly alertId: string
}

async function keepOutcome(
  context: AlertsContext,
  { delivery, channel: { name, kind }, outcome, alertId }: Attempted,
): Promise<void> {
  const attempts = delivery.attempts + 1
  const delayS = outcome.error === '' || outcome.isFinal ? undefined : retryDelayS(attempts)
  const state = outcome.error === '' ? 'delivered' : delayS === undefined ? 'failed' : 'retrying'
  const problem = outcome.error === '' ? null : outcome.error.slice(0, 500)
  const at = context.now()
  const nextAttemptAt = delayS === undefined ? null : new Date(at.getTime() + delayS * 1000)
  await context.control.transaction(async (transaction) => {
    await recordAttempt(transaction, delivery.id, { state, attempts, problem, at, nextAttemptAt })
    if (delayS !== undefined) {
      const job = { deliveryId: delivery.id }
      await context.queue.send(deliverQueueName, job, { delaySeconds: delayS, within: transaction })
      return
    }
    const event = problem === null ? 'notified' : 'not_notified'
    const note = problem === null ? `${name} (${kind})` : `${name} (${kind}): ${problem}`
    await noteEvent(context, transaction, { alertId, event, note })
  })
}
