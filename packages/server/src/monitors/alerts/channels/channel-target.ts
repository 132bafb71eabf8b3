import type { NewChannel } from '@pawl/core'
import { z } from 'zod'
import type { SecretBox } from '../../../platform/webhooks/index.ts'
import type { ChannelRecord } from '../store/channels.store.ts'

/** Where a channel goes, in full. An address of Slack's is a password by itself, so that it is stored encrypted. */
const channelTargetSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('webhook'), url: z.string(), secret: z.string() }),
  z.object({ kind: z.literal('slack'), url: z.string() }),
  z.object({ kind: z.literal('email'), to: z.array(z.string()) }),
])
export type ChannelTarget = z.infer<typeof channelTargetSchema>

type Owner = Pick<ChannelRecord, 'project' | 'id'>

const purposeOf = ({ project, id }: Owner): string => `alert channel ${project}/${id}`

export const sealTarget = (box: SecretBox, owner: Owner, target: ChannelTarget): string =>
  box.seal(JSON.stringify(target), purposeOf(owner))

/** Null when it was encrypted with another key. */
export function openTarget(box: SecretBox, channel: Owner & Pick<ChannelRecord, 'sealedTarget'>): ChannelTarget | null {
  const text = box.open(channel.sealedTarget, purposeOf(channel))
  return text === null ? null : channelTargetSchema.parse(JSON.parse(text))
}

/** What anybody may see of it. */
export function destinationOf(channel: NewChannel): string {
  if (channel.kind === 'email') return channel.to.join(', ')
  const { origin, pathname } = new URL(channel.url)
  return pathname === '/' ? origin : `${origin}/…`
}
