import { readFile } from 'node:fs/promises'
import {
  type MonitorDefinition,
  monitorListSchema,
  monitorPreviewSchema,
  monitorSchema,
  readMonitorYaml,
} from '@pawl/core'
import type { Command } from 'commander'
import { z } from 'zod'
import { type CommandContext, contextOf, numberArgument, type ProgramContext } from '../command-context.ts'
import { inFile } from '../files/in-file.ts'
import { formatTime } from '../layout/format-value.ts'
import { monitorPath } from '../monitors/monitor-calls.ts'
import { renderMonitor, renderMonitors, renderPreview } from '../monitors/print-monitors.ts'
import { readLengthMs } from '../read-time.ts'

/** `pawl monitors`: what is watched, and what would be. */
export function addMonitorsCommands(program: Command, programContext: ProgramContext): void {
  const monitors = program.command('monitors').description('metrics that are watched, and that alert when they move')
  addReadingCommands(monitors, programContext)
  addMakingCommands(monitors, programContext)
  addMuteCommands(monitors, programContext)
}

function addReadingCommands(monitors: Command, programContext: ProgramContext): void {
  monitors
    .command('list')
    .description('list monitors with what they see')
    .action(async (_options: unknown, command: Command) => {
      const context = contextOf(command, programContext)
      const list = await context.api.fetchAnswer('/api/monitors', monitorListSchema)
      context.printResult(list, () => renderMonitors(context, list.monitors))
    })
  monitors
    .command('show')
    .description('what a monitor watches, what is usual, and what it sees')
    .argument('<name>')
    .option('--look', 'let it look at once, instead of with the next minute')
    .action(async (name: string, { look }: { look?: true }, command: Command) => {
      const context = contextOf(command, programContext)
      const path = look === true ? `${monitorPath(name)}/look` : monitorPath(name)
      const monitor = await context.api.fetchAnswer(path, monitorSchema, { method: look === true ? 'POST' : 'GET' })
      context.printResult(monitor, () => renderMonitor(context, monitor))
    })
}

function addMakingCommands(monitors: Command, programContext: ProgramContext): void {
  monitors
    .command('create')
    .description('make a monitor of a file; `pawl push` sends all files of monitors/')
    .argument('<file>', 'YAML, such as monitors/error-rate.yml')
    .action(async (file: string, _options: unknown, command: Command) => {
      const context = contextOf(command, programContext)
      const body = await readFileOf(file)
      const monitor = await context.api.fetchAnswer('/api/monitors', monitorSchema, { method: 'POST', body })
      context.printResult(monitor, () => `The monitor ${body.name} looks with the next minute.\n`)
    })
  monitors
    .command('test')
    .description('what a monitor would have said over the last days; nothing is kept')
    .argument('<monitor>', 'a file, or the name of one that is there')
    .option('--days <count>', 'how many (30)', numberArgument)
    .action(async (monitor: string, { days = 30 }: { days?: number }, command: Command) => {
      const context = contextOf(command, programContext)
      const definition = await definitionOf(context, monitor)
      const call = { method: 'POST', body: { definition, days } } as const
      const preview = await context.api.fetchAnswer('/api/monitors/preview', monitorPreviewSchema, call)
      context.printResult(preview, () => renderPreview(context, preview))
    })
  monitors
    .command('delete')
    .description('delete a monitor; its open alerts end')
    .argument('<name>')
    .action(async (name: string, _options: unknown, command: Command) => {
      const context = contextOf(command, programContext)
      await context.api.fetchAnswer(monitorPath(name), z.unknown(), { method: 'DELETE' })
      context.printResult({ name, deleted: true }, () => `Deleted ${name}.\n`)
    })
}

const readFileOf = async (file: string): Promise<MonitorDefinition> => {
  const text = await readFile(file, 'utf8')
  return inFile(file, () => readMonitorYaml(text))
}

const isFile = (text: string): boolean => /\.(?:ya?ml|json)$/i.test(text)

async function definitionOf({ api }: CommandContext, monitor: string): Promise<MonitorDefinition> {
  if (isFile(monitor)) return await readFileOf(monitor)
  return (await api.fetchAnswer(monitorPath(monitor), monitorSchema)).definition
}

function addMuteCommands(monitors: Command, programContext: ProgramContext): void {
  monitors
    .command('mute')
    .description('tell nobody of its alerts for a while; they are kept')
    .argument('<name>')
    .requiredOption('--for <time>', 'such as 90m, 8h, 3d or 2w')
    .option('--reason <text>', 'why', '')
    .action(async (name: string, options: { for: string; reason: string }, command: Command) => {
      const context = contextOf(command, programContext)
      const until = new Date(Date.now() + readLengthMs(options.for, '--for')).toISOString()
      const call = { method: 'POST', body: { until, reason: options.reason } } as const
      const monitor = await context.api.fetchAnswer(`${monitorPath(name)}/mute`, monitorSchema, call)
      context.printResult(monitor, () => `${name} is muted until ${formatTime(until)}.\n`)
    })
  monitors
    .command('unmute')
    .description('tell of its alerts again')
    .argument('<name>')
    .action(async (name: string, _options: unknown, command: Command) => {
      const context = contextOf(command, programContext)
      const monitor = await context.api.fetchAnswer(`${monitorPath(name)}/mute`, monitorSchema, { method: 'DELETE' })
      context.printResult(monitor, () => `${name} tells of its alerts again.\n`)
    })
}
