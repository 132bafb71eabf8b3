import type { TrialScore, TrialStatus } from './run-answers.ts'

export interface TrialFacts {
  /** The target gave no output that could be judged. */
  readonly hasError: boolean
  readonly hasUnrecordedToolCall: boolean
  readonly scores: readonly Pick<TrialScore, 'outcome'>[]
}

/**
 * One word for a trial. A call without a recording comes before an error, since it is often the cause of one. A fail
 * stands whatever else could not be told; a pass needs every evaluator, and at least one.
 */
export function decideTrialStatus({ hasError, hasUnrecordedToolCall, scores }: TrialFacts): TrialStatus {
  if (hasUnrecordedToolCall) return 'unrecorded_tool_call'
  if (hasError) return 'error'
  if (scores.some(({ outcome }) => outcome === 'fail')) return 'fail'
  return scores.length > 0 && scores.every(({ outcome }) => outcome === 'pass') ? 'pass' : 'unknown'
}
