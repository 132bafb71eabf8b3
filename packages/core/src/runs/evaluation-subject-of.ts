import type { RowFields } from '../datasets/index.ts'
import { type EvaluationSubject, type ExpectedBehavior, expectedBehaviorSchema } from '../evaluators/index.ts'
import type { JsonValue } from '../traces/index.ts'
import type { Trial } from './run-answers.ts'

/** What of a row and a trial its evaluators look at. */
export interface TrialSubject {
  readonly row: Pick<RowFields, 'input' | 'expectedBehavior' | 'reference' | 'metadata'>
  readonly trial: Pick<Trial, 'output' | 'toolCalls' | 'latencyMs' | 'usage' | 'costUsd'>
}

/** A trial as its evaluators see it. Expected tool calls stand in the row's metadata under `expectedToolCalls`. */
export function evaluationSubjectOf({ row, trial }: TrialSubject): EvaluationSubject {
  const { latencyMs, costUsd, usage, toolCalls } = trial
  const expected = expectedOf(row)
  return {
    input: row.input as unknown as JsonValue,
    ...outputOf(trial.output),
    ...(toolCalls === null ? {} : { toolCalls }),
    ...(expected === undefined ? {} : { expected }),
    ...(latencyMs === null ? {} : { latencyMs }),
    ...(costUsd === null ? {} : { costUsd }),
    ...(usage === null ? {} : { usage: { inputTokens: usage.inputTokens, outputTokens: usage.outputTokens } }),
  }
}

function outputOf(output: Trial['output']): Pick<EvaluationSubject, 'output'> {
  if (output === null) return {}
  const { messages, value } = output
  return {
    output: {
      ...(messages.length === 0 ? {} : { messages }),
      ...(value === undefined ? {} : typeof value === 'string' ? { text: value } : { json: value }),
    },
  }
}

function expectedOf({ expectedBehavior, reference, metadata }: TrialSubject['row']): ExpectedBehavior | undefined {
  const toolCalls = expectedBehaviorSchema.shape.toolCalls.safeParse(metadata.expectedToolCalls).data
  const expected: ExpectedBehavior = {
    ...(expectedBehavior === '' ? {} : { statement: expectedBehavior }),
    ...(reference === null ? {} : { output: reference }),
    ...(toolCalls === undefined ? {} : { toolCalls }),
  }
  return Object.keys(expected).length === 0 ? undefined : expected
}
