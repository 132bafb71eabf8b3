import type { ShiftReference } from '../detector/shift-detector.ts'
import { betaQuantile } from './beta-quantile.ts'

/** What was seen of a metric before it is watched: the sum of observations between 0 and 1, and their number. */
export interface PastObservations {
  readonly sum: number
  readonly count: number
}

/** Fewer say next to nothing of where a metric stands: a day at low traffic. */
export const leastPastObservations = 50

/**
 * How sure the reference is to lie on the safe side. Taking the mean itself, a third of all references learned from 500
 * observations gave false alarms too often; the further out, the longer a shift takes to be seen.
 */
const sureness = 0.78

/** No mean is watched for leaving 0 or 1 itself: the first observation would be an alarm. */
const edge = 1e-4

/**
 * Where a metric stood, from its past, with the past's uncertainty on the safe side of each direction: quantiles of the
 * posterior under Jeffreys' prior, Beta(½ + sum, ½ + count − sum). For observations between 0 and 1 it is on the safe side, too:
 * none vary more, at the same mean, than those that are 0 or 1.
 *
 * @returns null from fewer than `leastPastObservations`
 */
export function learnReference({ sum, count }: PastObservations): ShiftReference | null {
  if (count < leastPastObservations) return null
  const [a, b] = [sum + 0.5, count - sum + 0.5]
  const bounded = (value: number) => Math.min(1 - edge, Math.max(edge, value))
  return { high: bounded(betaQuantile(sureness, a, b)), low: bounded(betaQuantile(1 - sureness, a, b)) }
}
