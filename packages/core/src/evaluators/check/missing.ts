import { type EvaluatorResult, unknown } from '../evaluator-result.ts'

export const noOutput: EvaluatorResult = unknown('There is no output to judge')
export const noExpectedOutput: EvaluatorResult = unknown(
  'Nothing to compare with: neither the evaluator nor the row has an expected output',
)
