import { checkExamples, type EvaluatorDefinition, type EvaluatorExample, type ExamplesReport } from '@pawl/core'
import type { EvaluatorsDeps } from './evaluators-deps.ts'
import { judgeMany } from './judge-many.ts'

/** Below the time after which clients give up on an answer. */
const limitMs = 45_000

export interface Examined {
  readonly project: string
  readonly definition: EvaluatorDefinition
  readonly examples: readonly EvaluatorExample[]
}

/** What comes out when an evaluator judges its own examples. */
export async function runExamples(
  deps: EvaluatorsDeps,
  { project, definition, examples }: Examined,
): Promise<ExamplesReport> {
  const judging = { project, budget: null, runId: null, signal: new AbortController().signal, means: deps }
  const subjects = examples.map(({ subject }) => subject)
  const results = (await judgeMany(judging, definition, { subjects, limitMs })).map((timed) => timed?.result ?? null)
  const { state, mayAttach, message } = checkExamples(examples, results)
  const isWhole = !results.includes(null)
  return {
    state: isWhole ? state : 'unchecked',
    mayAttach,
    message,
    results,
    checkedAt: deps.now().toISOString(),
  }
}
