import {
  AppError,
  alertDeliveryListSchema,
  channelListSchema,
  channelTestSchema,
  createdChannelSchema,
  type NewChannel,
} from '@pawl/core'
import type { Command } from 'commander'
import { z } from 'zod'
import { renderChannels, renderDeliveries } from '../alerts/print-channels.ts'
import { contextOf, numberArgument, type ProgramContext } from '../command-context.ts'

const channelPath = (name: string): string => `/api/alert-channels/${encodeURIComponent(name)}`

export function addAlertChannelsCommands(alerts: Command, programContext: ProgramContext): void {
  const channels = alerts.command('channels').description('where alerts are told: chats, webhooks, mail')
  addChangingCommands(channels, programContext)
  addTryingCommands(channels, programContext)
}

interface AddOptions {
  readonly slack?: string
  readonly webhook?: string
  readonly email?: readonly string[]
}

function addChangingCommands(channels: Command, programContext: ProgramContext): void {
  channels
    .command('list')
    .description('list channels, without what is secret of an address')
    .action(async (_options: unknown, command: Command) => {
      const context = contextOf(command, programContext)
      const list = await context.api.fetchAnswer('/api/alert-channels', channelListSchema)
      context.printResult(list, () => renderChannels(context, list.channels))
      const needsMail = list.channels.some(({ kind }) => kind === 'email')
      if (context.format === 'pretty' && needsMail && list.emailProblem !== null) context.note(list.emailProblem)
    })
  channels
    .command('add')
    .description('add a channel of one of these kinds')
    .argument('<name>', 'as monitors name it')
    .option('--slack <url>', 'an address that takes messages as Slack does: Slack, Mattermost, Discord (…/slack)')
    .option('--webhook <url>', 'an address that gets signed JSON; the secret is shown once')
    .option('--email <address...>', 'people')
    .action(async (name: string, options: AddOptions, command: Command) => {
      const context = contextOf(command, programContext)
      const call = { method: 'POST', body: channelOf(name, options) } as const
      const created = await context.api.fetchAnswer('/api/alert-channels', createdChannelSchema, call)
      const { secret } = created
      context.printResult(created, () => (secret === null ? `Added ${name}.\n` : `${secret}\n`))
      if (secret !== null)
        context.note(`Added ${name}. The secret that its messages are signed with is shown only now.`)
      context.note(`See whether it works: pawl alerts channels test ${name}`)
    })
  channels
    .command('remove')
    .description('remove a channel with what was sent to it')
    .argument('<name>')
    .action(async (name: string, _options: unknown, command: Command) => {
      const context = contextOf(command, programContext)
      await context.api.fetchAnswer(channelPath(name), z.unknown(), { method: 'DELETE' })
      context.printResult({ name, removed: true }, () => `Removed ${name}.\n`)
    })
}

function addTryingCommands(channels: Command, programContext: ProgramContext): void {
  channels
    .command('test')
    .description('send a test to a channel, and say what became of it')
    .argument('<name>')
    .action(async (name: string, _options: unknown, command: Command) => {
      const context = contextOf(command, programContext)
      const path = `${channelPath(name)}/test`
      const outcome = await context.api.fetchAnswer(path, channelTestSchema, { method: 'POST' })
      context.printResult(outcome, () => `${outcome.sentence}\n`)
      if (!outcome.isDelivered) programContext.exitCode = 1
    })
  channels
    .command('deliveries')
    .description('what was sent to a channel, newest first')
    .argument('<name>')
    .option('--limit <count>', 'how many (50)', numberArgument)
    .action(async (name: string, { limit }: { limit?: number }, command: Command) => {
      const context = contextOf(command, programContext)
      const path = `${channelPath(name)}/deliveries`
      const list = await context.api.fetchAnswer(path, alertDeliveryListSchema, { query: { limit } })
      context.printResult(list, () => renderDeliveries(context, list.deliveries))
    })
}

/** @throws AppError `bad_request` unless exactly one kind is given */
function channelOf(name: string, { slack, webhook, email }: AddOptions): NewChannel {
  const given: NewChannel[] = [
    ...(slack === undefined ? [] : [{ name, kind: 'slack' as const, url: slack }]),
    ...(webhook === undefined ? [] : [{ name, kind: 'webhook' as const, url: webhook }]),
    ...(email === undefined ? [] : [{ name, kind: 'email' as const, to: [...email] }]),
  ]
  const [channel] = given
  if (channel !== undefined && given.length === 1) return channel
  throw new AppError('bad_request', 'A channel has one kind.', {
    fix: 'Give one of --slack <url>, --webhook <url> and --email <address...>.',
  })
}
