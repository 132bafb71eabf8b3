import type { EvaluatorOutcome } from '../evaluator-result.ts'

/** One output that a human labelled and a judge judged. */
export interface LabelledJudgement {
  readonly human: 'pass' | 'fail'
  readonly judge: EvaluatorOutcome
}

/** How a judge's outcomes meet human labels. */
export interface JudgeCounts {
  /** Human pass, judge pass. */
  readonly truePass: number
  /** Human pass, judge fail. */
  readonly falseFail: number
  /** Human fail, judge pass. */
  readonly falsePass: number
  /** Human fail, judge fail. */
  readonly trueFail: number
  /** Human pass, judge unknown. */
  readonly unknownPass: number
  /** Human fail, judge unknown. */
  readonly unknownFail: number
}

export function countJudgements(judgements: Iterable<LabelledJudgement>): JudgeCounts {
  const counts = { truePass: 0, falseFail: 0, falsePass: 0, trueFail: 0, unknownPass: 0, unknownFail: 0 }
  for (const { human, judge } of judgements) {
    if (judge === 'unknown') counts[human === 'pass' ? 'unknownPass' : 'unknownFail']++
    else if (human === judge) counts[human === 'pass' ? 'truePass' : 'trueFail']++
    else counts[human === 'pass' ? 'falseFail' : 'falsePass']++
  }
  return counts
}
