import { traceSorts } from '@pawl/core'
import { Argument, type Command, Option } from 'commander'
import { collected, contextOf, numberArgument, type ProgramContext } from '../command-context.ts'
import { importFiles } from '../import/import-files.ts'
import { importFormats } from '../import/read-items.ts'
import { deleteTraces } from '../traces/delete-traces.ts'
import { exportTraces } from '../traces/export-traces.ts'
import { addFilterOptions, filterQueryOf } from '../traces/filter-options.ts'
import { getSpan, getTrace } from '../traces/get-trace.ts'
import { listTraces } from '../traces/list-traces.ts'
import { tailTraces } from '../traces/tail-traces.ts'

export function addTracesCommands(program: Command, programContext: ProgramContext): void {
  const traces = program.command('traces').description('list, read, follow, import, export and delete traces')
  addReadingCommands(traces, programContext)
  addMovingCommands(traces, programContext)
}

function addReadingCommands(traces: Command, programContext: ProgramContext): void {
  addFilterOptions(traces.command('list').description('list traces, newest first'))
    .addOption(new Option('--sort <order>', 'what comes first; - means descending').choices(traceSorts))
    .option('--limit <count>', 'how many, at most 200 (50)', numberArgument)
    .option('--cursor <cursor>', 'go on where an earlier list ended')
    .action(async (options: { sort?: string; limit?: number; cursor?: string }, command: Command) => {
      const { sort, limit, cursor } = options
      await listTraces(contextOf(command, programContext), { ...filterQueryOf(command), sort, limit, cursor })
    })
  traces
    .command('get')
    .description('show a trace as a tree, or one of its spans with its content')
    .argument('<traceId>', '32 hex digits')
    .option('--span <spanId>', 'show the content of this span')
    .action(async (traceId: string, { span }: { span?: string }, command: Command) => {
      const context = contextOf(command, programContext)
      await (span === undefined ? getTrace(context, traceId) : getSpan(context, { traceId, spanId: span }))
    })
  addFilterOptions(traces.command('tail').description('print traces as they arrive, until Ctrl-C')).action(
    async (_options: unknown, command: Command) => {
      await tailTraces(contextOf(command, programContext), filterQueryOf(command))
    },
  )
}

function addMovingCommands(traces: Command, programContext: ProgramContext): void {
  traces
    .command('import')
    .description(
      'import OTLP (JSON, JSON lines, protobuf) or chat transcripts (JSON lines with "messages"), gzipped or not',
    )
    .addArgument(new Argument('<files...>', 'files to read; - for standard input'))
    .addOption(new Option('--as <format>', 'take the files as this instead of looking').choices(importFormats))
    .action(async (files: string[], options: { as?: (typeof importFormats)[number] }, command: Command) => {
      const isComplete = await importFiles(contextOf(command, programContext), { files, as: options.as })
      if (!isComplete) programContext.exitCode = 2
    })
  addFilterOptions(
    traces.command('export').description('write traces as OTLP JSON lines, which import again without loss'),
  )
    .option('-o, --output <file>', 'write to this file instead of standard output')
    .action(async ({ output }: { output?: string }, command: Command) => {
      await exportTraces(contextOf(command, programContext), { query: filterQueryOf(command), output })
    })
  traces
    .command('delete')
    .description('delete traces for good: single ones, those of a session, or those of a user')
    .option('--trace <id>', 'a trace (may be repeated)', collected)
    .option('--session <id>', 'all traces of a session (may be repeated)', collected)
    .option('--user <id>', 'all traces of a user (may be repeated)', collected)
    .option('--yes', 'do not ask')
    .action(
      async (options: { trace?: string[]; session?: string[]; user?: string[]; yes?: true }, command: Command) => {
        const { trace = [], session = [], user = [], yes = false } = options
        await deleteTraces(contextOf(command, programContext), { traces: trace, sessions: session, users: user, yes })
      },
    )
}
