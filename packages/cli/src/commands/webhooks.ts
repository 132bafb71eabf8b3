import {
  createdWebhookSchema,
  type WebhookEvent,
  webhookDeliveryListSchema,
  webhookDeliverySchema,
  webhookEvents,
  webhookListSchema,
} from '@pawl/core'
import { type Command, Option } from 'commander'
import { z } from 'zod'
import { contextOf, numberArgument, type ProgramContext } from '../command-context.ts'
import { renderDeliveries, renderWebhooks } from '../webhooks/print-webhooks.ts'

const webhookPath = (id: string): string => `/api/webhooks/${encodeURIComponent(id)}`

export function addWebhooksCommands(program: Command, programContext: ProgramContext): void {
  const webhooks = program.command('webhooks').description('tell other systems of gates, deployments and overrides')
  addChangingCommands(webhooks, programContext)
  addDeliveryCommands(webhooks, programContext)
}

interface AddOptions {
  readonly event?: readonly WebhookEvent[]
  readonly description?: string
}

function addChangingCommands(webhooks: Command, programContext: ProgramContext): void {
  webhooks
    .command('list')
    .description('list webhooks')
    .action(async (_options: unknown, command: Command) => {
      const context = contextOf(command, programContext)
      const list = await context.api.fetchAnswer('/api/webhooks', webhookListSchema)
      context.printResult(list, () => renderWebhooks(context, list.webhooks))
    })
  webhooks
    .command('add')
    .description('add an address; the secret that its messages are signed with is shown once')
    .argument('<url>')
    .addOption(new Option('--event <event...>', 'only these; all when left out').choices(webhookEvents))
    .option('--description <text>', 'what it is for')
    .action(async (url: string, { event: events, description }: AddOptions, command: Command) => {
      const context = contextOf(command, programContext)
      const call = { method: 'POST', body: { url, events, description } } as const
      const created = await context.api.fetchAnswer('/api/webhooks', createdWebhookSchema, call)
      context.printResult(created, () => `${created.secret}\n`)
      context.note(`Added ${created.webhook.id}. Its signing secret is shown only now; keep it safe.`)
    })
  webhooks
    .command('remove')
    .description('remove a webhook with what was sent to it')
    .argument('<id>', 'as listed')
    .action(async (id: string, _options: unknown, command: Command) => {
      const context = contextOf(command, programContext)
      await context.api.fetchAnswer(webhookPath(id), z.unknown(), { method: 'DELETE' })
      context.printResult({ id, removed: true }, () => `Removed ${id}.\n`)
    })
}

function addDeliveryCommands(webhooks: Command, programContext: ProgramContext): void {
  webhooks
    .command('deliveries')
    .description('list what was sent to an address, newest first')
    .argument('<id>', 'of the webhook')
    .option('--limit <count>', 'how many (50)', numberArgument)
    .option('--cursor <cursor>', 'go on where an earlier list ended')
    .action(async (id: string, options: { limit?: number; cursor?: string }, command: Command) => {
      const context = contextOf(command, programContext)
      const path = `${webhookPath(id)}/deliveries`
      const list = await context.api.fetchAnswer(path, webhookDeliveryListSchema, { query: options })
      context.printResult(list, () => renderDeliveries(context, list.deliveries))
      if (context.format === 'pretty' && list.nextCursor !== null) context.note(`More: add --cursor ${list.nextCursor}`)
    })
  webhooks
    .command('replay')
    .description('send a message once more, with the same id')
    .argument('<id>', 'of the webhook')
    .argument('<delivery>', 'as listed by pawl webhooks deliveries')
    .action(async (...given: [id: string, delivery: string, options: unknown, command: Command]) => {
      const [id, deliveryId, , command] = given
      const context = contextOf(command, programContext)
      const path = `${webhookPath(id)}/deliveries/${encodeURIComponent(deliveryId)}/replay`
      const delivery = await context.api.fetchAnswer(path, webhookDeliverySchema, { method: 'POST' })
      context.printResult(delivery, () => `${delivery.id} is sent again.\n`)
    })
}
