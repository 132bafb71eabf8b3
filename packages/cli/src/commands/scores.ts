import { type NewScore, scoreSchema } from '@pawl/core'
import { type Command, Option } from 'commander'
import { z } from 'zod'
import { contextOf, numberArgument, type ProgramContext } from '../command-context.ts'
import { safeLine } from '../layout/safe-text.ts'

const addedScoresSchema = z.object({ scores: z.array(scoreSchema) })

interface AddOptions {
  readonly trace?: string
  readonly span?: string
  readonly session?: string
  readonly name: string
  readonly value?: number
  readonly label?: string
  readonly outcome?: NewScore['outcome']
  readonly explanation?: string
  readonly source?: NewScore['source']
}

export function addScoresCommands(program: Command, programContext: ProgramContext): void {
  const scores = program.command('scores').description('attach evaluation results and feedback')
  scores
    .command('add')
    .description('attach a score to a trace, to one span of it, or to a session')
    .option('--trace <id>', 'the trace that the score is about')
    .option('--span <id>', 'the span of that trace')
    .option('--session <id>', 'the session that the score is about')
    .requiredOption('--name <name>', 'what was judged, for example "helpful"')
    .option('--value <number>', 'the result as a number', numberArgument)
    .option('--label <text>', 'the result as a word')
    .addOption(new Option('--outcome <outcome>', 'whether that is good').choices(['pass', 'fail', 'unknown']))
    .option('--explanation <text>', 'why')
    .addOption(new Option('--source <source>', 'who judged (human)').choices(['human', 'code', 'llm', 'user']))
    .action(async (options: AddOptions, command: Command) => {
      const { trace, span, session, ...result } = options
      const context = contextOf(command, programContext)
      const added = await context.api.fetchAnswer('/api/scores', addedScoresSchema, {
        method: 'POST',
        body: { ...result, traceId: trace, spanId: span, sessionId: session },
      })
      context.printResult(added, () =>
        added.scores.map((score) => `Added ${safeLine(score.name)} (${score.id}).\n`).join(''),
      )
    })
}
