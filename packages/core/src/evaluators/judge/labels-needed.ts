import { defaultConfidence, wilsonInterval } from '../../traces/index.ts'
import { ppiPassRate, type RateEvidence, smoothedVariances } from './correct-pass-rate.ts'
import { judgeAccuracy } from './judge-accuracy.ts'
import type { JudgeCounts } from './judge-counts.ts'

const maxLabels = 1_000_000

/**
 * How many more labels bring the corrected pass rate to ± `halfWidth`, if the judge goes on as it did: labels are taken from
 * the outputs judged so far as long as there are any, and each counts for 1/(1 − ρ²·n/(n + m)) labels without a judge, ρ the
 * correlation of judge and human (the optimum of PPI++, see `ppiPassRate`). 0 when the labels suffice; null when a million
 * would not.
 */
export function labelsForRate(
  evidence: RateEvidence,
  { halfWidth, confidence = defaultConfidence }: { readonly halfWidth: number; readonly confidence?: number },
): number | null {
  const { labelled, unlabelled } = evidence
  const made = Object.values(labelled).reduce((sum, count) => sum + count, 0)
  const pool = made + unlabelled.passed + unlabelled.failed + unlabelled.unknown
  const { human, judge, covariance } = smoothedVariances(evidence)
  const explained = made === 0 ? 0 : Math.max(0, covariance) ** 2 / (human * judge)
  // Without labels the rate that needs the most of them.
  const rate = ppiPassRate(evidence, confidence).rate ?? 0.5
  const isEnough = (labels: number) => {
    const unlabelledShare = pool === 0 ? 0 : Math.max(0, pool - labels) / pool
    const { low, high } = wilsonInterval(rate, labels / (1 - explained * unlabelledShare), confidence)
    return high - low <= 2 * halfWidth
  }
  return additional(made, isEnough)
}

/**
 * How many more labels, passes and fails in the proportion seen so far, would lift the lower bound of sensitivity +
 * specificity − 1 to `bound` if the judge goes on as it did. Null when none would: the judge itself is too weak, or one kind
 * of label is missing.
 */
export function labelsForInformedness(
  counts: JudgeCounts,
  { bound, confidence = defaultConfidence }: { readonly bound: number; readonly confidence?: number },
): number | null {
  const { rate } = judgeAccuracy(counts, confidence).informedness
  if (rate === null || rate <= bound) return null
  const made = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const isEnough = (labels: number) =>
    judgeAccuracy(scaled(counts, labels / made), confidence).informedness.interval.low >= bound
  return additional(made, isEnough)
}

function scaled(counts: JudgeCounts, factor: number): JudgeCounts {
  return {
    truePass: counts.truePass * factor,
    falseFail: counts.falseFail * factor,
    falsePass: counts.falsePass * factor,
    trueFail: counts.trueFail * factor,
    unknownPass: counts.unknownPass * factor,
    unknownFail: counts.unknownFail * factor,
  }
}

/** The smallest number of labels beyond `made` that is enough, found by halving; `isEnough` never turns false again. */
function additional(made: number, isEnough: (labels: number) => boolean): number | null {
  if (isEnough(made)) return 0
  let tooFew = made
  let enough = made + maxLabels
  if (!isEnough(enough)) return null
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2)
    if (isEnough(middle)) enough = middle
    else tooFew = middle
  }
  return Math.ceil(enough - made)
}
