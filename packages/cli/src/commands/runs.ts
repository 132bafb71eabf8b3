import { type RunChange, type RunStatus, runChanges, runStatuses, runViewSchema, type targetTypes } from '@pawl/core'
import { type Command, Option } from 'commander'
import { collected, contextOf, numberArgument, type ProgramContext } from '../command-context.ts'
import { compareRuns } from '../runs/compare-runs.ts'
import { exportRun } from '../runs/export-run.ts'
import { listRuns } from '../runs/list-runs.ts'
import { printRun } from '../runs/print-run.ts'
import { proveRow } from '../runs/prove-row.ts'
import { resumeRun } from '../runs/resume-run.ts'
import { addTargetOptions, type TargetOptions } from '../runs/target-options.ts'

export function addRunsCommands(program: Command, programContext: ProgramContext): void {
  const runs = program.command('runs').description('list, show, compare, stop, resume and export runs')
  addReadingCommands(runs, programContext)
  addLifeCommands(runs, programContext)
}

interface ListOptions {
  readonly dataset?: string
  readonly status?: RunStatus[]
  readonly type?: (typeof targetTypes)[number][]
  readonly limit?: number
  readonly cursor?: string
}

interface CompareOptions {
  readonly change?: RunChange[]
  readonly limit: number
}

function addReadingCommands(runs: Command, programContext: ProgramContext): void {
  runs
    .command('list')
    .description('list runs, newest first')
    .option('--dataset <name>', 'of this dataset')
    .addOption(new Option('--status <status...>', 'with this status').choices(runStatuses))
    .option('--limit <n>', 'how many (50)', numberArgument)
    .option('--cursor <cursor>', 'the page after')
    .action(async ({ dataset, status, limit, cursor }: ListOptions, command: Command) => {
      await listRuns(contextOf(command, programContext), { datasetName: dataset, status, limit, cursor })
    })
  runs
    .command('show')
    .description('show what a run came to')
    .argument('<run>')
    .action(async (runId: string, _options: unknown, command: Command) => {
      const context = contextOf(command, programContext)
      await printRun(context, await context.api.fetchAnswer(`/api/runs/${encodeURIComponent(runId)}`, runViewSchema))
    })
  runs
    .command('compare')
    .description('compare two runs row by row')
    .argument('<before>')
    .argument('<after>')
    .addOption(new Option('--change <change...>', 'only rows that changed so').choices(runChanges))
    .option('--limit <n>', 'rows to show', numberArgument, 50)
    .action(async (...given: [before: string, after: string, options: CompareOptions, command: Command]) => {
      const [before, after, { change: changes, limit }, command] = given
      await compareRuns(contextOf(command, programContext), { before, after, changes, limit })
    })
  runs
    .command('export')
    .description('write all trials of a run')
    .argument('<run>')
    .addOption(new Option('--as <form>', 'a table, or one trial on each line').choices(['csv', 'json']).default('csv'))
    .option('-o, --output <file>', 'instead of standard output')
    .action(async (runId: string, options: { as: 'csv' | 'json'; output?: string }, command: Command) => {
      await exportRun(contextOf(command, programContext), { runId, form: options.as, output: options.output })
    })
}

function addLifeCommands(runs: Command, programContext: ProgramContext): void {
  runs
    .command('cancel')
    .description('hand out no more trials and end the calls under way; what was made stays')
    .argument('<run>')
    .option('--reason <text>', 'why', '')
    .action(async (runId: string, { reason }: { reason: string }, command: Command) => {
      const context = contextOf(command, programContext)
      const path = `/api/runs/${encodeURIComponent(runId)}/cancel`
      const run = await context.api.fetchAnswer(path, runViewSchema, { method: 'POST', body: { reason } })
      const { finished, total } = run.progress
      context.printResult(run, () => `Cancelled after ${finished} of ${total} trials.\n`)
    })
  const resume = runs
    .command('resume')
    .description('go on with a run; what has ended is not made again')
    .argument('<run>')
    .option('--concurrency <n>', 'trials at once, where they are made here', numberArgument)
    .option('--cap-usd <amount>', 'another spending cap', numberArgument)
  addTargetOptions(resume).action(
    async (runId: string, options: TargetOptions & { concurrency?: number; capUsd?: number }, command: Command) => {
      const { concurrency, capUsd, ...target } = options
      const request = { runId, target, concurrency, capUsd }
      programContext.exitCode = await resumeRun(contextOf(command, programContext), request)
    },
  )
}

interface ProveOptions {
  readonly before: string
  readonly after: string
  readonly trials?: number
  readonly concurrency?: number
  readonly capUsd?: number
  readonly evaluator?: string[]
}

/** `pawl rows prove`, under the noun that datasets have made. */
export function addProveCommand(program: Command, programContext: ProgramContext): void {
  const rows =
    program.commands.find((command) => command.name() === 'rows') ??
    program.command('rows').description('show that a row teaches')
  rows
    .command('prove')
    .description('show that a row fails on the version before the fix and passes on the one after it')
    .argument('<row>')
    .requiredOption('--before <target>', 'prompt:name@3, http:url, command:…, target:./agent.ts or run:<id>')
    .requiredOption('--after <target>', 'likewise')
    .option('--trials <n>', 'of each side at most; it stops once the matter is decided (20)', numberArgument)
    .option('--concurrency <n>', 'trials at once (4)', numberArgument)
    .option('--cap-usd <amount>', 'of both sides together', numberArgument)
    .option('--evaluator <name>', "instead of the row's own (may be repeated)", collected)
    .action(async (rowId: string, options: ProveOptions, command: Command) => {
      const { before, after, trials, concurrency, capUsd, evaluator: evaluators } = options
      const request = { rowId, before, after, trials, concurrency, capUsd, evaluators }
      programContext.exitCode = await proveRow(contextOf(command, programContext), request)
    })
}
