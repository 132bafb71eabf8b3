import { metricFacts, type WatchedMeasure } from '../../traces/index.ts'

/** Whether it is watched as the share above a quantile of its past. */
export const isQuantileMeasure = (measure: WatchedMeasure): boolean => metricFacts[measure].observation === 'figure'

/** Whether it is of a score, and needs its name. */
export const isScoreMeasure = (measure: WatchedMeasure): boolean =>
  measure === 'score_mean' || measure === 'score_pass_rate' || measure === 'label_share'
