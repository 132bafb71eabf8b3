import {
  type AlertMessage,
  type AlertNews,
  alertMessage,
  chatMessage,
  type JsonObject,
  mailMessage,
  webhookMessage,
} from '@pawl/core'
import { postMessage, signedHeaders } from '../../../platform/webhooks/index.ts'
import type { AlertsContext } from '../alerts-context.ts'
import type { ChannelRecord } from '../store/channels.store.ts'
import { type ChannelTarget, openTarget } from './channel-target.ts'

/** What a channel is to be told: news of an alert, or that it works. */
export type ChannelMessage =
  | { readonly kind: 'news'; readonly news: AlertNews }
  | { readonly kind: 'test'; readonly project: string; readonly channel: string; readonly publicUrl: string }

export interface ChannelAttempt {
  /** Of the message: the same in each attempt, so that a receiver sees that it comes again. */
  readonly id: string
  readonly channel: ChannelRecord
  readonly message: ChannelMessage
  readonly signal: AbortSignal
}

export interface ChannelOutcome {
  /** '' when it was taken. */
  readonly error: string
  /** Trying again later would change nothing. */
  readonly isFinal: boolean
}

type SendContext = Pick<AlertsContext, 'fetch' | 'mailer' | 'secretBox' | 'now' | 'timeoutMs'>

/** One attempt. @throws the reason of the signal */
export async function sendToChannel(context: SendContext, attempt: ChannelAttempt): Promise<ChannelOutcome> {
  const target = openTarget(await context.secretBox(), attempt.channel)
  if (target === null) {
    const error = 'its address was encrypted with another key: remove the channel and make it again'
    return { error, isFinal: true }
  }
  return await sendTo(context, target, attempt)
}

async function sendTo(
  context: SendContext,
  target: ChannelTarget,
  { id, message, signal }: ChannelAttempt,
): Promise<ChannelOutcome> {
  switch (target.kind) {
    case 'webhook': {
      const sentAt = context.now()
      const body = JSON.stringify({ ...webhookBody(message), timestamp: sentAt.toISOString() })
      const headers = signedHeaders(target.secret, { id, sentAt, body })
      return await postMessage(context, { url: target.url, headers, body, signal })
    }
    case 'slack': {
      const body = JSON.stringify(chatMessage(textOf(message)))
      const headers = { 'content-type': 'application/json' }
      return await postMessage(context, { url: target.url, headers, body, signal })
    }
    case 'email': {
      const topic = message.kind === 'news' ? message.news.alert.id : id
      return await context.mailer.send({ id, topic, to: target.to, ...mailMessage(textOf(message)) })
    }
  }
}

function webhookBody(message: ChannelMessage): { readonly type: string; readonly data: JsonObject } {
  if (message.kind === 'news') return { type: `alert.${message.news.event}`, data: webhookMessage(message.news) }
  const { project, channel } = message
  return { type: 'alert.test', data: { project, channel } }
}

function textOf(message: ChannelMessage): AlertMessage {
  if (message.kind === 'news') return alertMessage(message.news)
  const { project, channel, publicUrl } = message
  return {
    headline: 'This is a test of a channel for alerts',
    facts: [
      { name: 'Channel', text: `${channel}, project ${project}` },
      { name: 'What comes here', text: 'alerts when they open, come again and are over' },
    ],
    links: [{ text: 'Open Pawl', url: `${publicUrl}/alerts` }],
  }
}
