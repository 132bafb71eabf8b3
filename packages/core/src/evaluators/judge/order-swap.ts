import { defaultConfidence, type Interval, wilsonInterval } from '../../traces/index.ts'

/** Which of the two answers a pairwise judge preferred. */
export type PairwiseChoice = 'output' | 'reference' | 'tie'

/** One pair, asked in both orders. */
export interface SwappedJudgement {
  /** The choice when the output was shown before the reference. */
  readonly outputFirst: PairwiseChoice
  /** The choice when the reference was shown before the output. */
  readonly referenceFirst: PairwiseChoice
}

export interface OrderSwapConsistency {
  /** Share of pairs with the same choice in both orders; null without pairs. */
  readonly rate: number | null
  readonly interval: Interval
  readonly pairCount: number
  /** Pairs in which the answer shown first won both times, and those in which the one shown last did. */
  readonly alwaysFirst: number
  readonly alwaysLast: number
}

/** Whether a pairwise judge says the same when the two answers change places (Zheng et al. 2023, arXiv 2306.05685). */
export function orderSwapConsistency(
  pairs: readonly SwappedJudgement[],
  confidence: number = defaultConfidence,
): OrderSwapConsistency {
  const same = pairs.filter((pair) => pair.outputFirst === pair.referenceFirst).length
  const won = (first: PairwiseChoice, second: PairwiseChoice) =>
    pairs.filter((pair) => pair.outputFirst === first && pair.referenceFirst === second).length
  const rate = pairs.length === 0 ? null : same / pairs.length
  return {
    rate,
    interval: wilsonInterval(rate ?? 0, pairs.length, confidence),
    pairCount: pairs.length,
    alwaysFirst: won('output', 'reference'),
    alwaysLast: won('reference', 'output'),
  }
}
