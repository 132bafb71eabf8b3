import { z } from 'zod'
import { type AlertsContext, deliverQueueName, tellQueueName } from './alerts-context.ts'
import { deliverToChannel } from './channels/deliver-to-channel.ts'
import { deleteOldDeliveries } from './store/deliveries.store.ts'
import { tellAlert } from './tell-alert.ts'

const deliveriesAtOnce = 8
const keptDays = 30
const dayMs = 86_400_000
const tellSchema = z.object({ eventId: z.string() })
const deliverSchema = z.object({ deliveryId: z.string() })

export async function startAlertJobs(context: AlertsContext): Promise<void> {
  const { queue, control, now } = context
  // One after the other: what an alert cites are the heaviest reads of a server that has better things to do.
  await queue.work(tellQueueName, ({ data }) => tellAlert(context, tellSchema.parse(data).eventId), {
    timeoutSeconds: 300,
  })
  await queue.work(
    deliverQueueName,
    ({ data, signal }) => deliverToChannel(context, deliverSchema.parse(data).deliveryId, signal),
    { concurrency: deliveriesAtOnce, timeoutSeconds: 120 },
  )
  await queue.schedule('alerts.forget', 3600, () =>
    deleteOldDeliveries(control.db, new Date(now().getTime() - keptDays * dayMs)),
  )
}
