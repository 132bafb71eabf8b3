import { normalQuantile } from './normal-quantile.ts'

/** Where a figure lies with a stated confidence; both ends belong to it. */
export interface Interval {
  readonly low: number
  readonly high: number
}

export const defaultConfidence = 0.95

/**
 * The interval of a proportion seen in `count` independent observations (which may be a fraction: an effective sample
 * size). Without observations it is 0 to 1. Wilson (1927), J. Am. Stat. Assoc. 22, 209–212.
 *
 * Unlike p ± z·se it is never empty and never leaves 0–1, also where every observation agrees.
 * @throws RangeError unless 0 ≤ proportion ≤ 1, count ≥ 0 and 0 < confidence < 1
 */
export function wilsonInterval(proportion: number, count: number, confidence: number = defaultConfidence): Interval {
  if (!(proportion >= 0 && proportion <= 1)) throw new RangeError(`a proportion is between 0 and 1, got ${proportion}`)
  if (!(count >= 0)) throw new RangeError(`a count is at least 0, got ${count}`)
  const z = twoSidedZ(confidence)
  const z2 = z * z
  if (count === 0) return { low: 0, high: 1 }
  const centre = (proportion + z2 / (2 * count)) / (1 + z2 / count)
  const half = (z * Math.sqrt((proportion * (1 - proportion)) / count + z2 / (4 * count * count))) / (1 + z2 / count)
  // At the ends centre and half are equal but for rounding, which must not push the proportion out of its own interval.
  return {
    low: Math.min(proportion, Math.max(0, centre - half)),
    high: Math.max(proportion, Math.min(1, centre + half)),
  }
}

/** How many standard errors on either side hold this much of a normal distribution: 1.96 for 0.95. */
export function twoSidedZ(confidence: number): number {
  return normalQuantile((1 + confidence) / 2)
}
