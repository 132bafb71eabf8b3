import { defaultConfidence } from '../../traces/index.ts'
import { type JudgeAccuracy, judgeAccuracy } from './judge-accuracy.ts'
import type { JudgeCounts } from './judge-counts.ts'
import { labelsForInformedness } from './labels-needed.ts'

/**
 * Below this lower bound of sensitivity + specificity − 1 a judge may not decide a gate. Measured on 876 human votes: judges
 * near 0 give rates that hold the truth in 0–23 of 100 cases, and corrections of them that say nothing.
 */
export const leastInformedness = 0.4

export interface JudgeFitness extends JudgeAccuracy {
  readonly isFit: boolean
  readonly reason: string
  /** Labels that would settle it if the judge goes on as it did; null when no number would. */
  readonly labelsStillNeeded: number | null
}

/** Whether a judge may decide a gate: it may when its labels prove that it tells good outputs from bad ones. */
export function judgeFitness(counts: JudgeCounts, confidence: number = defaultConfidence): JudgeFitness {
  const accuracy = judgeAccuracy(counts, confidence)
  const { sensitivity, specificity, informedness } = accuracy
  const isFit = informedness.rate !== null && informedness.interval.low >= leastInformedness
  const labelsStillNeeded = labelsForInformedness(counts, { bound: leastInformedness, confidence })
  if (informedness.rate === null) {
    const missing = sensitivity.rate === null ? (specificity.rate === null ? 'no' : 'no passed') : 'no failed'
    return {
      ...accuracy,
      isFit,
      labelsStillNeeded,
      reason: `Unfit for gating: it judged ${missing} output that a human labelled`,
    }
  }
  const measured =
    `it passed ${percent(sensitivity.rate)} of the outputs that humans passed and failed ${percent(specificity.rate)} of ` +
    `those they failed; sensitivity + specificity − 1 is ${informedness.rate.toFixed(2)}, at least ` +
    `${informedness.interval.low.toFixed(2)} with ${percent(confidence)} confidence`
  if (isFit) return { ...accuracy, isFit, labelsStillNeeded, reason: `Fit for gating: ${measured}` }
  const way =
    labelsStillNeeded === null
      ? 'More labels will not help: change the judge'
      : `About ${labelsStillNeeded} more labels may prove it`
  const reason = `Unfit for gating: ${measured}, and a gate needs at least ${leastInformedness}. ${way}`
  return { ...accuracy, isFit, labelsStillNeeded, reason }
}

function percent(rate: number | null): string {
  return rate === null ? 'none' : `${Math.round(rate * 100)} %`
}
