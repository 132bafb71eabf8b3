import { type Command, Option } from 'commander'
import { collected, contextOf, numberArgument, type ProgramContext } from '../command-context.ts'
import { checkEvaluators } from '../evaluators/check-evaluators.ts'
import { listEvaluators } from '../evaluators/list-evaluators.ts'
import { pushEvaluators } from '../evaluators/push-evaluators.ts'
import { queueLabels } from '../evaluators/queue-labels.ts'
import { showEvaluator } from '../evaluators/show-evaluator.ts'
import { showLabels } from '../evaluators/show-labels.ts'
import { tryEvaluator } from '../evaluators/try-evaluator.ts'
import { addFilterOptions, filterQueryOf } from '../traces/filter-options.ts'
import { addOnlineCommands } from './online-evaluations.ts'

const referenceHelp = 'name (the newest), name@3 or name@<first digits of the id>'

export function addEvaluatorsCommands(program: Command, programContext: ProgramContext): void {
  const evaluators = program
    .command('evaluators')
    .description(
      'list, show, push, try and check evaluators, have people label what they judge, and judge live traffic',
    )
  addReadingCommands(evaluators, programContext)
  addRunningCommands(evaluators, programContext)
  addLabelCommands(evaluators, programContext)
  addOnlineCommands(evaluators, programContext)
}

function addReadingCommands(evaluators: Command, programContext: ProgramContext): void {
  evaluators
    .command('list')
    .description('list evaluators with their newest version and whether it gets its examples right')
    .option('--archived', 'the archived ones too')
    .action(async ({ archived = false }: { archived?: boolean }, command: Command) => {
      await listEvaluators(contextOf(command, programContext), { archived })
    })
  evaluators
    .command('show')
    .description('show a version: what it checks, its examples and what came out of them')
    .argument('<evaluator>', referenceHelp)
    .action(async (reference: string, _options: unknown, command: Command) => {
      await showEvaluator(contextOf(command, programContext), reference)
    })
  evaluators
    .command('labels')
    .description('show how an evaluator agrees with people, and how many outputs wait for a label')
    .argument('<evaluator>', 'its name')
    .action(async (name: string, _options: unknown, command: Command) => {
      await showLabels(contextOf(command, programContext), name)
    })
}

function addLabelCommands(evaluators: Command, programContext: ProgramContext): void {
  const queue = evaluators
    .command('queue')
    .description('put outputs before people to be labelled: of a run, or of the newest traces of a filter')
    .argument('<evaluator>', 'its name')
    .option('--run <id>', 'outputs of this run, drawn at random')
    .addOption(
      new Option('--outcome <outcome>', 'with --run: only what the evaluator said this of (may be repeated)')
        .choices(['pass', 'fail', 'unknown'])
        .argParser(collected),
    )
    .option('--limit <count>', 'how many, at most 1,000 (100)', numberArgument)
  addFilterOptions(queue).action(
    async (
      evaluator: string,
      { run, outcome: outcomes, limit }: { run?: string; outcome?: readonly string[]; limit?: number },
      command: Command,
    ) => {
      const filter = filterQueryOf(command)
      await queueLabels(contextOf(command, programContext), { evaluator, run, outcomes, limit, filter })
    },
  )
}

function addRunningCommands(evaluators: Command, programContext: ProgramContext): void {
  evaluators
    .command('push')
    .description('make files the newest versions of their evaluators; exits with 2 when an example comes out wrong')
    .argument('<paths...>', 'files, directories or patterns such as evaluators/*.yml')
    .option('--note <text>', 'why, kept with each new version')
    .action(async (paths: string[], { note }: { note?: string }, command: Command) => {
      const areRight = await pushEvaluators(contextOf(command, programContext), { paths, note })
      if (!areRight) programContext.exitCode = 2
    })
  evaluators
    .command('try')
    .description('judge an output without saving anything; the own examples when no output is given')
    .argument('<evaluator>', `${referenceHelp}; or a file`)
    .option('--text <text>', 'the output')
    .option('--subject <file>', 'JSON with "input", "output" and "expected"')
    .option('--trace <id>', 'the output of a trace')
    .option('--span <id>', 'that of one span of the trace')
    .action(
      async (
        evaluator: string,
        options: { text?: string; subject?: string; trace?: string; span?: string },
        command: Command,
      ) => {
        const { text, subject: subjectFile, trace: traceId, span: spanId } = options
        const request = { evaluator, text, subjectFile, traceId, spanId }
        await tryEvaluator(contextOf(command, programContext), request)
      },
    )
  evaluators
    .command('check')
    .description('run the examples of evaluators again; exits with 2 when one comes out wrong')
    .argument('[evaluators...]', `${referenceHelp}; all when left out`)
    .action(async (references: string[], _options: unknown, command: Command) => {
      const areRight = await checkEvaluators(contextOf(command, programContext), references)
      if (!areRight) programContext.exitCode = 2
    })
}
