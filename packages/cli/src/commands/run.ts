import { type NewRun, rowStatuses } from '@pawl/core'
import { type Command, Option } from 'commander'
import { collected, contextOf, numberArgument, type ProgramContext } from '../command-context.ts'
import { startRun } from '../runs/start-run.ts'
import { addTargetOptions, chooseTarget, type TargetOptions } from '../runs/target-options.ts'

interface RunOptions extends TargetOptions {
  readonly dataset: string
  readonly revision?: number
  readonly row?: string[]
  readonly status?: ('draft' | 'active' | 'archived')[]
  readonly evaluator?: string[]
  readonly onlyEvaluators?: true
  readonly trials?: number
  readonly concurrency?: number
  readonly capUsd?: number
  readonly seed?: string
  readonly note?: string
  readonly detach?: true
}

export function addRunCommand(program: Command, programContext: ProgramContext): void {
  const run = program
    .command('run')
    .description('run a prompt, an address, a command, a function or recorded outputs over the rows of a dataset')
    .requiredOption('--dataset <name>', 'whose rows')
    .option('--revision <n>', 'the dataset as it was then', numberArgument)
    .option('--row <id>', 'only this row (may be repeated)', collected)
    .addOption(new Option('--status <status...>', 'rows with this status (active)').choices(rowStatuses))
  addTargetOptions(run)
    .option('--evaluator <name>', "judges every row, besides the row's own (may be repeated)", collected)
    .option('--only-evaluators', "leaves out the row's own evaluators")
    .option('--trials <n>', 'of each row (1)', numberArgument)
    .option('--concurrency <n>', 'trials at once (8)', numberArgument)
    .option('--cap-usd <amount>', 'model calls stop before they cost more', numberArgument)
    .option('--seed <text>', 'makes what is left to chance the same again')
    .option('--note <text>', 'why')
    .option('--detach', 'do not wait, where the server makes the trials')
    .action(async (options: RunOptions, command: Command) => {
      const context = contextOf(command, programContext)
      const target = await chooseTarget(options)
      programContext.exitCode = await startRun(context, {
        run: newRunOf(options),
        target,
        detach: options.detach ?? false,
      })
    })
}

function newRunOf(options: RunOptions): Omit<NewRun, 'target'> {
  const { dataset, revision, row, status, evaluator, onlyEvaluators, trials, concurrency, capUsd, seed, note } = options
  return {
    datasetName: dataset,
    useRowEvaluators: onlyEvaluators !== true,
    ...(revision === undefined ? {} : { datasetRevision: revision }),
    ...(row === undefined ? {} : { rowIds: row }),
    ...(status === undefined ? {} : { rowStatuses: status }),
    ...(evaluator === undefined ? {} : { evaluators: evaluator }),
    ...(trials === undefined ? {} : { trialsPerRow: trials }),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(capUsd === undefined ? {} : { spendingCapUsd: capUsd }),
    ...(seed === undefined ? {} : { seed }),
    ...(note === undefined ? {} : { note }),
  }
}
