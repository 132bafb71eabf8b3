import { AppError, datasetPurposes, datasetViewSchema, duplicateChoices, importFormats, rowStatuses } from '@pawl/core'
import { type Command, Option } from 'commander'
import { collected, contextOf, numberArgument, type ProgramContext } from '../command-context.ts'
import { exportRows } from '../datasets/export-rows.ts'
import { type ImportRowsRequest, importRows } from '../datasets/import-rows.ts'
import {
  datasetPath,
  describeDataset,
  listDatasets,
  noteName,
  showDataset,
  showHistory,
} from '../datasets/list-datasets.ts'

const purposeOption = () => new Option('--purpose <purpose>', 'what its rows are for').choices(datasetPurposes)

export function addDatasetsCommands(program: Command, programContext: ProgramContext): void {
  const datasets = program.command('datasets').description('make, change, import and export sets of rows')
  addReadingCommands(datasets, programContext)
  addChangingCommands(datasets, programContext)
  addMovingCommands(datasets, programContext)
}

function addReadingCommands(datasets: Command, programContext: ProgramContext): void {
  datasets
    .command('list')
    .description('list datasets')
    .option('--archived', 'the archived ones instead')
    .action(async ({ archived = false }: { archived?: boolean }, command: Command) => {
      await listDatasets(contextOf(command, programContext), archived ? 'only' : 'exclude')
    })
  datasets
    .command('show')
    .description('show what a dataset protects and how many rows it has')
    .argument('<dataset>', 'its name')
    .action(async (name: string, _options: unknown, command: Command) => {
      await showDataset(contextOf(command, programContext), name)
    })
  datasets
    .command('history')
    .description('show the changes of a dataset and its rows, newest first')
    .argument('<dataset>', 'its name')
    .option('--limit <count>', 'how many (100)', numberArgument)
    .option('--cursor <cursor>', 'go on where an earlier list ended')
    .action(async (name: string, options: { limit?: number; cursor?: string }, command: Command) => {
      await showHistory(contextOf(command, programContext), name, options)
    })
}

interface EditOptions {
  readonly name?: string
  readonly purpose?: string
  readonly protects?: string
  readonly description?: string
}

function addChangingCommands(datasets: Command, programContext: ProgramContext): void {
  datasets
    .command('create')
    .description('make a dataset; its name says what stays right as long as its rows pass')
    .argument('<name>', 'for example refund_policy_regressions')
    .addOption(purposeOption().default('regression'))
    .option('--protects <text>', 'what stays right as long as its rows pass')
    .option('--description <text>', 'whatever else is worth knowing')
    .action(async (name: string, options: EditOptions, command: Command) => {
      const context = contextOf(command, programContext)
      const body = { ...options, name }
      const dataset = await context.api.fetchAnswer('/api/datasets', datasetViewSchema, { method: 'POST', body })
      context.printResult(dataset, () => `Made ${dataset.name}.\n`)
      noteName(context, dataset)
    })
  datasets
    .command('edit')
    .description('change the name, the purpose, or what is said of a dataset')
    .argument('<dataset>', 'its name')
    .option('--name <name>', 'its new name')
    .addOption(purposeOption())
    .option('--protects <text>', 'what stays right as long as its rows pass')
    .option('--description <text>', 'whatever else is worth knowing')
    .action(async (name: string, options: EditOptions, command: Command) => {
      if (Object.keys(options).length === 0) {
        throw new AppError('bad_request', 'Nothing was named to change.', {
          fix: 'Add --name, --purpose, --protects or --description.',
        })
      }
      const context = contextOf(command, programContext)
      const call = { method: 'PATCH', body: options } as const
      const dataset = await context.api.fetchAnswer(datasetPath(name), datasetViewSchema, call)
      context.printResult(dataset, () => describeDataset(dataset))
    })
  for (const [verb, words] of [
    ['archive', 'take a dataset out of use; it stays readable'],
    ['restore', 'take an archived dataset into use again'],
  ] as const) {
    const command = datasets.command(verb).description(words).argument('<dataset>', 'its name')
    if (verb === 'archive') command.option('--reason <text>', 'why; needed while it has active rows')
    command.action(async (name: string, { reason }: { reason?: string }, own: Command) => {
      const context = contextOf(own, programContext)
      const call = { method: 'POST', body: reason === undefined ? {} : { reason } } as const
      const dataset = await context.api.fetchAnswer(`${datasetPath(name)}/${verb}`, datasetViewSchema, call)
      context.printResult(dataset, () => describeDataset(dataset))
    })
  }
}

interface ImportOptions {
  readonly as?: string
  readonly mapping?: string
  readonly onDuplicate?: string
  readonly preview?: number
}

interface ExportOptions {
  readonly as: 'jsonl' | 'csv'
  readonly output?: string
  readonly revision?: number
  readonly status?: readonly string[]
}

function addMovingCommands(datasets: Command, programContext: ProgramContext): void {
  const importCommand = datasets
    .command('import')
    .description('add the rows of a file: CSV, JSON lines, promptfoo, Langfuse, OpenInference, or an export of Pawl')
    .argument('<dataset>', 'where the rows go')
    .argument('<file>', 'gzipped or not; - for standard input')
    .addOption(new Option('--as <format>', 'take the file as this instead of looking').choices(importFormats))
    .option('--mapping <json>', 'what the columns are, as JSON or @file; guessed by their names when left out')
    .addOption(bulkDuplicates())
    .option('--preview <count>', 'only show what the first records become', numberArgument)
  importCommand.action(async (dataset: string, file: string, { as, ...options }: ImportOptions) => {
    const { mapping, onDuplicate, preview } = options
    const request: ImportRowsRequest = { dataset, file, format: as, mapping, onDuplicate, preview }
    await importRows(contextOf(importCommand, programContext), request)
  })
  datasets
    .command('export')
    .description('write rows as JSON lines, which import again without loss, or as CSV')
    .argument('<dataset>', 'its name')
    .addOption(new Option('--as <format>', 'what to write').choices(['jsonl', 'csv']).default('jsonl'))
    .option('-o, --output <file>', 'write to this file instead of standard output')
    .option('--revision <number>', 'the dataset as it was', numberArgument)
    .addOption(
      new Option('--status <status>', 'only these (may be repeated)').choices(rowStatuses).argParser(collected),
    )
    .action(async (dataset: string, { as, output, revision, status }: ExportOptions, command: Command) => {
      const query = { format: as, revision, status }
      await exportRows(contextOf(command, programContext), { dataset, query, output })
    })
}

/** What becomes of rows that are there already, where many are made at once. */
export const bulkDuplicates = (): Option =>
  new Option('--on-duplicate <choice>', 'what becomes of rows that are there already (skip)').choices(
    duplicateChoices.filter((choice) => choice !== 'report'),
  )
