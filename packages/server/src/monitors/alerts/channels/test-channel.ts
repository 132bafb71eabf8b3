import type { ChannelTest } from '@pawl/core'
import { type AlertsContext, newId } from '../alerts-context.ts'
import { insertDelivery, recordAttempt } from '../store/deliveries.store.ts'
import { findChannel } from './change-channels.ts'
import { sendToChannel } from './send-to-channel.ts'

export interface TestedChannel {
  readonly project: string
  readonly name: string
  readonly signal: AbortSignal
}

/** Tells a channel something harmless, once, and waits for what becomes of it. @throws AppError `not_found` */
export async function testChannel(
  context: AlertsContext,
  { project, name, signal }: TestedChannel,
): Promise<ChannelTest> {
  const channel = await findChannel(context, project, name)
  const { db } = context.control
  const id = newId('msg', context.randomBytes)
  const at = context.now()
  await insertDelivery(db, { id, project, channelId: channel.id, eventId: null, event: 'test', at })
  const startedMs = performance.now()
  const message = { kind: 'test', project, channel: name, publicUrl: context.publicUrl() } as const
  const { error } = await sendToChannel(context, { id, channel, message, signal })
  const durationMs = Math.round(performance.now() - startedMs)
  const isDelivered = error === ''
  const problem = isDelivered ? null : error.slice(0, 500)
  const state = isDelivered ? 'delivered' : 'failed'
  await recordAttempt(db, id, { state, attempts: 1, problem, at, nextAttemptAt: null })
  const sentence = isDelivered ? `${channel.destination} took it.` : `${channel.destination} did not take it: ${error}`
  return { isDelivered, sentence, durationMs }
}
