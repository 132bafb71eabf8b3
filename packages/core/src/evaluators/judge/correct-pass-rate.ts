import { defaultConfidence, type Interval, twoSidedZ, wilsonInterval } from '../../traces/index.ts'
import type { JudgeCounts } from './judge-counts.ts'

/** What the judge said about outputs that nobody labelled. */
export interface JudgedCounts {
  readonly passed: number
  readonly failed: number
  readonly unknown: number
}

export interface RateEvidence {
  readonly labelled: JudgeCounts
  readonly unlabelled: JudgedCounts
}

export interface CorrectedRate {
  /** The share of outputs that humans would pass; null when the evidence does not say. */
  readonly rate: number | null
  readonly interval: Interval
}

export interface PoweredRate extends CorrectedRate {
  /** How far the judge was believed, 0 (labels alone) to 1. */
  readonly lambda: number
  /** As many labels without a judge would say as much. */
  readonly effectiveLabels: number
}

/**
 * The default correction: prediction-powered inference with power tuning, PPI++. θ = Ȳ + λ(f̄_U − f̄_L) with λ = cov(Y,f) /
 * (var f_L + (m/n)·var f_U), m labels and n outputs without, λ kept within 0–1: Angelopoulos, Duchi & Zrnic (2023), arXiv
 * 2311.01453. Right whatever the judge is worth, as long as the labelled outputs were drawn at random from the
 * same outputs: a useless judge gets λ near 0 and costs nothing.
 *
 * `f` is 1 where the judge passed and 0 elsewhere, so undecided outputs cost precision and cause no bias.
 *
 * The interval is Wilson's at the effective number of labels, m·var(Y)/(m·Var θ) (Korn & Graubard 1998), with λ and the
 * variances from the table with ½ added to each of its four cells; θ ± z·se has width 0 when all labels agree, and takes a
 * judge that was right on twenty labels for one that is always right.
 */
export function ppiPassRate(evidence: RateEvidence, confidence: number = defaultConfidence): PoweredRate {
  const { passBoth, passHuman, passJudge, failBoth, m, n, judgedRate } = fourCells(evidence)
  if (m === 0) return { rate: null, interval: { low: 0, high: 1 }, lambda: 0, effectiveLabels: 0 }
  const variances = smoothedVariances(evidence)
  const { human, judge, unlabelled, covariance } = variances
  const lambda = n === 0 ? 0 : Math.min(1, Math.max(0, covariance / (judge + (m / n) * unlabelled)))
  const variance = human - 2 * lambda * covariance + lambda * lambda * (judge + (n === 0 ? 0 : (m / n) * unlabelled))
  const effectiveLabels = Math.max(m, (m * human) / variance)
  const humanRate = (passBoth + passHuman) / m
  const labelledJudgedRate = (passBoth + passJudge) / (passBoth + passJudge + passHuman + failBoth)
  const rate = clip(humanRate + lambda * (judgedRate - labelledJudgedRate))
  return { rate, interval: wilsonInterval(rate, effectiveLabels, confidence), lambda, effectiveLabels }
}

/** Labels and judged outputs as the four cells human × judge; `judgedRate` is 0 without unlabelled outputs. */
function fourCells({ labelled, unlabelled }: RateEvidence) {
  const passBoth = labelled.truePass
  const passHuman = labelled.falseFail + labelled.unknownPass
  const passJudge = labelled.falsePass
  const failBoth = labelled.trueFail + labelled.unknownFail
  const n = unlabelled.passed + unlabelled.failed + unlabelled.unknown
  const judgedRate = n === 0 ? 0 : unlabelled.passed / n
  return { passBoth, passHuman, passJudge, failBoth, m: passBoth + passHuman + passJudge + failBoth, n, judgedRate }
}

/** Variances of the human's and the judge's outcomes and their covariance, each cell counted ½ more. */
export function smoothedVariances(evidence: RateEvidence): {
  readonly human: number
  readonly judge: number
  readonly unlabelled: number
  readonly covariance: number
} {
  const { passBoth, passHuman, passJudge, m, n, judgedRate } = fourCells(evidence)
  const total = m + 2
  const humanRate = (passBoth + passHuman + 1) / total
  const judgeRate = (passBoth + passJudge + 1) / total
  const unlabelledRate = (n * judgedRate + 1) / (n + 2)
  return {
    human: humanRate * (1 - humanRate),
    judge: judgeRate * (1 - judgeRate),
    unlabelled: unlabelledRate * (1 - unlabelledRate),
    covariance: (passBoth + 0.5) / total - humanRate * judgeRate,
  }
}

/**
 * The older correction, from the judge's sensitivity q1 and specificity q0: θ = (p + q0 − 1)/(q0 + q1 − 1), Rogan & Gladen
 * (1978), Am. J. Epidemiol. 107, 71–76, with the adjusted interval of Lee et al. (2025), arXiv 2511.21140, section 3. Wide, and
 * for poor judges without meaning (null); it has its place where labels were drawn from other outputs than those judged,
 * with another share of passes. Undecided outputs are left out of p, q0 and q1.
 */
export function roganGladenPassRate(
  { labelled, unlabelled }: RateEvidence,
  confidence: number = defaultConfidence,
): CorrectedRate {
  const judged = unlabelled.passed + unlabelled.failed
  const good = labelled.truePass + labelled.falseFail
  const bad = labelled.trueFail + labelled.falsePass
  if (judged === 0 || good === 0 || bad === 0) return noRate
  const informedness = labelled.trueFail / bad + labelled.truePass / good - 1
  const z = twoSidedZ(confidence)
  const z2 = z * z
  const p = (unlabelled.passed + z2 / 2) / (judged + z2)
  const q0 = (labelled.trueFail + 1) / (bad + 2)
  const q1 = (labelled.truePass + 1) / (good + 2)
  const slope = q0 + q1 - 1
  if (informedness <= 0 || slope <= 0) return noRate
  const theta = clip((p + q0 - 1) / slope)
  const missedFails = (q0 * (1 - q0)) / (bad + 2)
  const missedPasses = (q1 * (1 - q1)) / (good + 2)
  const shift = 2 * z2 * (theta * missedPasses - (1 - theta) * missedFails)
  const error =
    Math.sqrt((p * (1 - p)) / (judged + z2) + (1 - theta) ** 2 * missedFails + theta ** 2 * missedPasses) / slope
  const rate = clip((unlabelled.passed / judged + labelled.trueFail / bad - 1) / informedness)
  return { rate, interval: { low: clip(theta + shift - z * error), high: clip(theta + shift + z * error) } }
}

const noRate: CorrectedRate = { rate: null, interval: { low: 0, high: 1 } }

function clip(rate: number): number {
  return Math.min(1, Math.max(0, rate))
}
