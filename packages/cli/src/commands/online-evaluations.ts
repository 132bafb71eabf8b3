import { spanKinds } from '@pawl/core'
import { type Command, Option } from 'commander'
import { contextOf, numberArgument, type ProgramContext } from '../command-context.ts'
import {
  cancelOnlineBackfill,
  listOnlineEvaluations,
  type OnlineOptions,
  removeOnlineEvaluation,
  saveOnlineEvaluation,
  startOnlineBackfill,
} from '../evaluators/online-evaluations.ts'
import { addFilterOptions, filterQueryOf, timeAgo } from '../traces/filter-options.ts'

export function addOnlineCommands(evaluators: Command, programContext: ProgramContext): void {
  const online = evaluators.command('online').description('which evaluators judge live traffic, and how much of it')
  online
    .command('list', { isDefault: true })
    .description('list them, with what they judged in the last day and spent today')
    .action(async (_options: unknown, command: Command) => {
      await listOnlineEvaluations(contextOf(command, programContext))
    })
  addSaving(online, programContext)
  online
    .command('remove')
    .description('judge live traffic by it no more; its scores stay')
    .argument('<evaluator>', 'its name')
    .action(async (evaluator: string, _options: unknown, command: Command) => {
      await removeOnlineEvaluation(contextOf(command, programContext), evaluator)
    })
  online
    .command('backfill')
    .description('judge what came in before, as live traffic would be; what the same version judged is left out')
    .argument('<evaluator>', 'its name')
    .option('--from <time>', 'ISO 8601, or so long ago: 90m, 12h, 3d; 30 days when left out', timeAgo('--from'))
    .option('--to <time>', 'the same; now when left out', timeAgo('--to'))
    .option('--wait', 'wait until it is done')
    .option('--cancel', 'cancel the one that is under way')
    .action(
      async (
        evaluator: string,
        options: { from?: string; to?: string; wait?: boolean; cancel?: boolean },
        command: Command,
      ) => {
        const context = contextOf(command, programContext)
        if (options.cancel === true) await cancelOnlineBackfill(context, evaluator)
        else await startOnlineBackfill(context, { evaluator, ...options })
      },
    )
}

function addSaving(online: Command, programContext: ProgramContext): void {
  for (const [verb, description] of [
    ['add', 'judge live traffic by an evaluator from now on'],
    ['change', 'change how it judges; what is not said stays'],
  ] as const) {
    const saving = online
      .command(verb)
      .description(description)
      .argument('<evaluator>', 'name for the newest version, or name@3')
      .option('--share <share>', 'of traces, 0 to 1; everything for what costs nothing, else 0.1', numberArgument)
      .option('--all-errors', 'traces with an error whatever the share')
      .option('--delay <seconds>', 'a trace is complete this long after its last span (30)', numberArgument)
      .option('--cap <usd>', 'what it may spend in a day; needed for what asks a model', numberArgument)
      .option('--spans', 'judge spans by themselves, not whole traces')
      .addOption(new Option('--span-kind <kind>', 'judge spans of this kind').choices(spanKinds))
      .option('--span-name <name>', 'judge spans of this name')
      .option('--off', 'stop judging for now')
      .option('--on', 'judge again')
    addFilterOptions(saving).action(async (evaluator: string, options: OnlineOptions, command: Command) => {
      const request = { evaluator, options, filter: filterQueryOf(command), isNew: verb === 'add' }
      await saveOnlineEvaluation(contextOf(command, programContext), request)
    })
  }
}
