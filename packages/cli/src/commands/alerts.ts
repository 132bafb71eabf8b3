import { type Alert, alertListSchema, alertSchema } from '@pawl/core'
import { type Command, Option } from 'commander'
import { renderAlert, renderAlerts } from '../alerts/print-alerts.ts'
import { contextOf, numberArgument, type ProgramContext } from '../command-context.ts'
import { addAlertChannelsCommands } from './alert-channels.ts'

const alertPath = (id: string): string => `/api/alerts/${encodeURIComponent(id)}`

export function addAlertsCommands(program: Command, programContext: ProgramContext): void {
  const alerts = program.command('alerts').description('problems that monitors found, and whom they are told to')
  addReadingCommands(alerts, programContext)
  addActingCommands(alerts, programContext)
  addAlertChannelsCommands(alerts, programContext)
}

interface ListOptions {
  readonly state?: string
  readonly monitor?: string
  readonly limit?: number
  readonly cursor?: string
}

function addReadingCommands(alerts: Command, programContext: ProgramContext): void {
  alerts
    .command('list')
    .description('list alerts, newest first')
    .addOption(new Option('--state <state>', 'which (open)').choices(['open', 'resolved', 'all']))
    .option('--monitor <name>', 'only those of a monitor')
    .option('--limit <count>', 'how many (50)', numberArgument)
    .option('--cursor <cursor>', 'go on where an earlier list ended')
    .action(async (options: ListOptions, command: Command) => {
      const context = contextOf(command, programContext)
      const list = await context.api.fetchAnswer('/api/alerts', alertListSchema, { query: { ...options } })
      context.printResult(list, () => renderAlerts(context, list.alerts))
      if (context.format === 'pretty' && list.nextCursor !== null) context.note(`More: add --cursor ${list.nextCursor}`)
    })
  alerts
    .command('show')
    .description('what moved, since when, what explains it, and which traces show it')
    .argument('<id>', 'as listed')
    .action(async (id: string, _options: unknown, command: Command) => {
      const context = contextOf(command, programContext)
      const alert = await context.api.fetchAnswer(alertPath(id), alertSchema)
      context.printResult(alert, () => renderAlert(context, alert))
    })
}

interface ActOptions {
  readonly note?: string
  readonly newUsual?: true
}

function addActingCommands(alerts: Command, programContext: ProgramContext): void {
  const act = async (command: Command, path: string, body: object): Promise<void> => {
    const context = contextOf(command, programContext)
    const alert: Alert = await context.api.fetchAnswer(path, alertSchema, { method: 'POST', body })
    context.printResult(alert, () => `${alert.id} is ${alert.state}.\n`)
  }
  alerts
    .command('acknowledge')
    .description('say that somebody looks at it')
    .argument('<id>', 'as listed')
    .option('--note <text>', 'for its history')
    .action((id: string, { note }: ActOptions, command: Command) =>
      act(command, `${alertPath(id)}/acknowledge`, { note }),
    )
  alerts
    .command('resolve')
    .description('say that it is over; it resolves by itself, too, when its metric is back')
    .argument('<id>', 'as listed')
    .option('--note <text>', 'for its history')
    .option('--new-usual', 'what is now is the usual from the change on, and is learned anew')
    .action((id: string, { note, newUsual }: ActOptions, command: Command) =>
      act(command, `${alertPath(id)}/resolve`, { note, isNewUsual: newUsual === true }),
    )
}
