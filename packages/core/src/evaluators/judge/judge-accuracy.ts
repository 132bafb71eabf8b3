import { defaultConfidence, type Interval, wilsonInterval } from '../../traces/index.ts'
import type { JudgeCounts } from './judge-counts.ts'

/** A share of labels; null when there was no label of its kind. */
export interface LabelRate {
  readonly rate: number | null
  readonly interval: Interval
  readonly count: number
}

export interface JudgeAccuracy {
  /** Of the outputs that a human passed, how many the judge passed (true positive rate). */
  readonly sensitivity: LabelRate
  /** Of the outputs that a human failed, how many the judge failed (true negative rate). */
  readonly specificity: LabelRate
  /** sensitivity + specificity − 1: 1 for a perfect judge, 0 for one that says pass as often to bad as to good outputs. */
  readonly informedness: LabelRate
  /** Share of all labelled outputs on which the judge was undecided; the rates above leave them out. */
  readonly undecided: LabelRate
}

/**
 * Wilson intervals for the rates. For the difference sensitivity − (1 − specificity), Newcombe's hybrid score interval from
 * the two: Newcombe (1998), Statistics in Medicine 17, 873–890, method 10.
 */
export function judgeAccuracy(counts: JudgeCounts, confidence: number = defaultConfidence): JudgeAccuracy {
  const sensitivity = labelRate(counts.truePass, counts.truePass + counts.falseFail, confidence)
  const specificity = labelRate(counts.trueFail, counts.trueFail + counts.falsePass, confidence)
  const unknowns = counts.unknownPass + counts.unknownFail
  const undecided = labelRate(unknowns, unknowns + sensitivity.count + specificity.count, confidence)
  return { sensitivity, specificity, informedness: informednessOf(sensitivity, specificity), undecided }
}

function labelRate(hits: number, count: number, confidence: number): LabelRate {
  const rate = count === 0 ? null : hits / count
  return { rate, interval: wilsonInterval(rate ?? 0, count, confidence), count }
}

function informednessOf(sensitivity: LabelRate, specificity: LabelRate): LabelRate {
  const count = sensitivity.count + specificity.count
  if (sensitivity.rate === null || specificity.rate === null)
    return { rate: null, interval: { low: -1, high: 1 }, count }
  const rate = sensitivity.rate + specificity.rate - 1
  const below = Math.hypot(sensitivity.rate - sensitivity.interval.low, specificity.rate - specificity.interval.low)
  const above = Math.hypot(sensitivity.interval.high - sensitivity.rate, specificity.interval.high - specificity.rate)
  return { rate, interval: { low: Math.max(-1, rate - below), high: Math.min(1, rate + above) }, count }
}
