import { AppError, type CreatedChannel, type NewChannel, newChannelSchema } from '@pawl/core'
import { isUniqueViolation } from '../../../platform/control/index.ts'
import { newSigningSecret } from '../../../platform/webhooks/index.ts'
import type { AlertPerson } from '../act-on-alert.ts'
import { type AlertsContext, newId } from '../alerts-context.ts'
import { type ChannelRecord, deleteChannel, insertChannel, selectChannels } from '../store/channels.store.ts'
import { type ChannelTarget, destinationOf, sealTarget } from './channel-target.ts'

/**
 * The answer is the only place where the secret of a webhook stands; the store has it, and every address, encrypted.
 *
 * @throws AppError `conflict` where the name is taken
 */
export async function addChannel(
  context: AlertsContext,
  { project, person }: AlertPerson,
  wanted: NewChannel,
): Promise<CreatedChannel> {
  const channel = newChannelSchema.parse(wanted)
  const { name, kind } = channel
  const id = newId('ach', context.randomBytes)
  const secret = kind === 'webhook' ? newSigningSecret(context.randomBytes) : null
  const destination = destinationOf(channel)
  const sealedTarget = sealTarget(await context.secretBox(), { project, id }, targetOf(channel, secret))
  const createdAt = context.now()
  const record = { id, project, name, kind, destination, sealedTarget, createdBy: person, createdAt }
  try {
    await context.control.transaction(async (transaction) => {
      await insertChannel(transaction, record)
      const details = { message: `Alerts go to ${kind} ${destination} from now on`, channel: name }
      await context.audit.append(transaction, { project, action: 'alert_channel.added', who: person, details })
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new AppError('conflict', `Project ${project} has a channel ${JSON.stringify(name)} already.`, {
      where: 'name',
      fix: 'Take another name, or remove the channel first.',
    })
  }
  return { name, kind, destination, who: person, createdAt: createdAt.toISOString(), lastDelivery: null, secret }
}

/** With what was sent to it; what waits is never sent. @throws AppError `not_found` */
export async function removeChannel(
  { control, audit }: AlertsContext,
  { project, person }: AlertPerson,
  name: string,
): Promise<void> {
  await control.transaction(async (transaction) => {
    const gone = await deleteChannel(transaction, project, name)
    if (gone === null) throw channelNotFound(project, name)
    const details = { message: `No more alerts go to ${gone.kind} ${gone.destination}`, channel: name }
    await audit.append(transaction, { project, action: 'alert_channel.removed', who: person, details })
  })
}

/** @throws AppError `not_found` */
export async function findChannel(
  { control }: Pick<AlertsContext, 'control'>,
  project: string,
  name: string,
): Promise<ChannelRecord> {
  const found = (await selectChannels(control.db, project)).find((channel) => channel.name === name)
  if (found === undefined) throw channelNotFound(project, name)
  return found
}

const channelNotFound = (project: string, name: string): AppError =>
  new AppError('not_found', `There is no channel ${JSON.stringify(name)} in project ${project}.`, {
    where: 'name',
    fix: 'Look at `pawl alerts channels list`.',
  })

function targetOf(channel: NewChannel, secret: string | null): ChannelTarget {
  switch (channel.kind) {
    case 'webhook':
      return { kind: 'webhook', url: channel.url, secret: secret ?? '' }
    case 'slack':
      return { kind: 'slack', url: channel.url }
    case 'email':
      return { kind: 'email', to: [...new Set(channel.to)] }
  }
}
