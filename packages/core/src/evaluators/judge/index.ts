export { cohensKappa, type Kappa } from './cohens-kappa.ts'
export {
  type CorrectedRate,
  type JudgedCounts,
  type PoweredRate,
  ppiPassRate,
  type RateEvidence,
  roganGladenPassRate,
} from './correct-pass-rate.ts'
export { type CriterionAnswer, decideChoice, decidePairwise, decideRubric } from './decide-judgement.ts'
export { type JudgeAccuracy, judgeAccuracy, type LabelRate } from './judge-accuracy.ts'
export { countJudgements, type JudgeCounts, type LabelledJudgement } from './judge-counts.ts'
export { type JudgeFitness, judgeFitness, leastInformedness } from './judge-fitness.ts'
export {
  chooseStrata,
  outcomeOf,
  type Stratum,
  type StratumCounts,
  stratumOf,
  weighLabels,
} from './label-strata.ts'
export { labelsForInformedness, labelsForRate } from './labels-needed.ts'
export {
  type OrderSwapConsistency,
  orderSwapConsistency,
  type PairwiseChoice,
  type SwappedJudgement,
} from './order-swap.ts'
