import { type RowFields, subjectOfOutput } from '../datasets/index.ts'
import type { EvaluationSubject } from '../evaluators/index.ts'
import type { Trial } from './run-answers.ts'

/** What of a row and a trial its evaluators look at. */
export interface TrialSubject {
  readonly row: Pick<RowFields, 'input' | 'expectedBehavior' | 'reference' | 'metadata'>
  readonly trial: Pick<Trial, 'output' | 'toolCalls' | 'latencyMs' | 'usage' | 'costUsd'>
}

/** A trial as its evaluators see it: as its row's outputs are shown to them, with the figures of the trial. */
export function evaluationSubjectOf({ row, trial }: TrialSubject): EvaluationSubject {
  const { output, latencyMs, costUsd, usage, toolCalls } = trial
  return {
    ...subjectOfOutput(row, output ?? { messages: [] }),
    ...(toolCalls === null ? {} : { toolCalls }),
    ...(latencyMs === null ? {} : { latencyMs }),
    ...(costUsd === null ? {} : { costUsd }),
    ...(usage === null ? {} : { usage: { inputTokens: usage.inputTokens, outputTokens: usage.outputTokens } }),
  }
}
