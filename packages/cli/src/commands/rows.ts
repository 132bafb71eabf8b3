import { AppError, duplicateChoices, rowLabels, rowPriorities, rowRisks, rowStatuses } from '@pawl/core'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { collected, contextOf, numberArgument, type ProgramContext } from '../command-context.ts'
import { type AddRowOptions, addRow, changeRow, editRow, type RowOptions } from '../rows/add-row.ts'
import { listRows, rowPath, showRow, showRowHistory, showRowRevision } from '../rows/row-lists.ts'
import { type FromTracesOptions, rowsFromTraces } from '../rows/rows-from-traces.ts'
import { addFilterOptions, filterQueryOf } from '../traces/filter-options.ts'
import { bulkDuplicates } from './datasets.ts'

export function addRowsCommands(program: Command, programContext: ProgramContext): void {
  const rows = program.command('rows').description('list, make and change the tests of datasets')
  addReadingCommands(rows, programContext)
  addMakingCommands(rows, programContext)
  addChangingCommands(rows, programContext)
}

interface ListOptions {
  readonly dataset: string
  readonly text?: string
  readonly [name: string]: string | number | readonly string[] | undefined
}

function addReadingCommands(rows: Command, programContext: ProgramContext): void {
  rows
    .command('list')
    .description('list the rows of a dataset, in the order in which they came in')
    .requiredOption('--dataset <name>', 'whose rows')
    .addOption(several('--status <status>', 'only these', rowStatuses))
    .addOption(several('--label <label>', 'only these', rowLabels))
    .addOption(several('--priority <priority>', 'only these', rowPriorities))
    .option('--evaluator <name>', 'only rows that it judges (may be repeated)', collected)
    .option('--text <text>', 'only rows whose input or expected behavior contains this')
    .option('--revision <number>', 'the dataset as it was', numberArgument)
    .option('--limit <count>', 'how many, at most 200 (50)', numberArgument)
    .option('--cursor <cursor>', 'go on where an earlier list ended')
    .action(async ({ dataset, text, ...query }: ListOptions, command: Command) => {
      await listRows(contextOf(command, programContext), dataset, { ...query, q: text })
    })
  rows
    .command('show')
    .description('show a row with its content, as it is or as it was')
    .argument('<row>', 'its id')
    .option('--revision <number>', 'the row as it was', numberArgument)
    .option('--history', 'its changes instead')
    .action(
      async (rowId: string, { revision, history }: { revision?: number; history?: boolean }, command: Command) => {
        const context = contextOf(command, programContext)
        if (history === true) await showRowHistory(context, rowId)
        else if (revision === undefined) await showRow(context, rowId)
        else await showRowRevision(context, rowId, revision)
      },
    )
}

function addMakingCommands(rows: Command, programContext: ProgramContext): void {
  addFieldOptions(rows.command('add').description('make a row from a trace, a span, a file, or what is typed'))
    .requiredOption('--dataset <name>', 'where it goes')
    .option('--trace <id>', 'prefill it from this trace')
    .option('--span <id>', 'prefill it from this span of the trace')
    .option('--var <name=text>', 'a variable of its input (may be repeated)', collected)
    .option('--json <file>', 'the row as JSON; - for standard input')
    .option('--active', 'active at once, if its evaluators may judge it')
    .addOption(
      new Option('--on-duplicate <choice>', 'what becomes of it when there is one like it (report)').choices(
        duplicateChoices,
      ),
    )
    .action(async (options: AddRowOptions, command: Command) => {
      await addRow(contextOf(command, programContext), options)
    })
  addFilterOptions(rows.command('from-traces').description('make a row of each trace of a filter, newest first'))
    .requiredOption('--dataset <name>', 'where they go')
    .option('--mapping <json>', 'which part of a trace fills which field, as JSON or @file')
    .addOption(bulkDuplicates())
    .option('--max <count>', 'no more rows than this (10,000)', numberArgument)
    .option('--preview <count>', 'only show what the newest would become', numberArgument)
    .action(async (options: FromTracesOptions, command: Command) => {
      await rowsFromTraces(contextOf(command, programContext), filterQueryOf(command), options)
    })
}

function addChangingCommands(rows: Command, programContext: ProgramContext): void {
  addFieldOptions(rows.command('edit').description('change fields of a row; lists are replaced whole'))
    .argument('<row>', 'its id')
    .option('--reason <text>', 'why; needed where an active row protects less afterwards')
    .action(async (rowId: string, options: RowOptions & { reason?: string }, command: Command) => {
      await editRow(contextOf(command, programContext), rowId, options)
    })
  const verbs = [
    ['activate', 'active', 'let rows count; each needs an evaluator that may judge it'],
    ['archive', 'archived', 'take rows out of use; they stay readable'],
    ['deactivate', 'draft', 'make rows drafts again'],
  ] as const
  for (const [verb, status, words] of verbs) {
    rows
      .command(verb)
      .description(words)
      .argument('<rows...>', 'their ids')
      .option('--reason <text>', 'why; needed where an active row protects less afterwards')
      .action(async (rowIds: string[], { reason }: { reason?: string }, command: Command) => {
        const context = contextOf(command, programContext)
        const body = { status, ...(reason !== undefined && { reason }) }
        for (const rowId of rowIds) {
          await changeRow(context, rowId, ({ revision }) => ({
            path: `${rowPath(rowId)}/status`,
            method: 'POST',
            body,
            revision,
          }))
        }
      })
  }
  const merge = rows
    .command('merge')
    .description('merge a duplicate into a row, which demands all that either did; the duplicate is archived')
    .argument('<row>', 'the row to keep')
    .argument('<duplicate>', 'the row that goes')
    .option('--reason <text>', 'why; needed where an active row with another input goes')
  merge.action(async (rowId: string, duplicateId: string, { reason }: { reason?: string }) => {
    if (rowId === duplicateId) throw new AppError('bad_request', 'A row cannot be merged into itself.')
    const body = { duplicateId, ...(reason !== undefined && { reason }) }
    await changeRow(contextOf(merge, programContext), rowId, ({ revision }) => ({
      ...{ path: `${rowPath(rowId)}/merge`, method: 'POST', body, revision },
    }))
  })
}

function addFieldOptions(command: Command): Command {
  return command
    .option('--expect <text>', 'in words: what a right output does')
    .option('--reference <text>', 'a right output, as text or JSON')
    .option('--evaluator <name>', 'who judges it (may be repeated)', collected)
    .addOption(several('--label <label>', 'why it deserves to exist', rowLabels))
    .addOption(several('--risk <risk>', 'what a high-risk row is about', rowRisks))
    .addOption(new Option('--priority <priority>', 'whether it blocks a release').choices(rowPriorities))
}

/** An option with fixed values that may be given several times; commander's `choices` alone keeps the last one. */
function several(flags: string, words: string, choices: readonly string[]): Option {
  return new Option(flags, `${words}; one of ${choices.join(', ')} (may be repeated)`).argParser(
    (value: string, before: readonly string[] = []) => {
      if (choices.includes(value)) return [...before, value]
      throw new InvalidArgumentError(`Allowed are ${choices.join(', ')}.`)
    },
  )
}
