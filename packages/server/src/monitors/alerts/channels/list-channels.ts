import type { AlertChannel, AlertDeliveryList, ChannelList } from '@pawl/core'
import type { AlertsContext } from '../alerts-context.ts'
import { type ChannelRecord, selectChannels } from '../store/channels.store.ts'
import { type LastDelivery, selectDeliveries, selectLastDeliveries } from '../store/deliveries.store.ts'
import { findChannel } from './change-channels.ts'

export async function listChannels(
  { control, mailer }: Pick<AlertsContext, 'control' | 'mailer'>,
  project: string,
): Promise<ChannelList> {
  const last = new Map((await selectLastDeliveries(control.db, project)).map((each) => [each.channelId, each]))
  const channels = (await selectChannels(control.db, project)).map((channel) => view(channel, last.get(channel.id)))
  return { channels, emailProblem: mailer.problem }
}

/** What was sent to it in the last 30 days, newest first. @throws AppError `not_found` */
export async function listDeliveries(
  context: Pick<AlertsContext, 'control'>,
  project: string,
  { name, limit }: { readonly name: string; readonly limit: number },
): Promise<AlertDeliveryList> {
  const { id } = await findChannel(context, project, name)
  return { deliveries: await selectDeliveries(context.control.db, { channelId: id, limit }) }
}

function view(channel: ChannelRecord, last: LastDelivery | undefined): AlertChannel {
  const { name, kind, destination, createdBy, createdAt } = channel
  return {
    ...{ name, kind, destination, who: createdBy, createdAt: createdAt.toISOString() },
    lastDelivery:
      last === undefined || last.state === 'waiting'
        ? null
        : { at: last.at.toISOString(), state: last.state, problem: last.problem },
  }
}
