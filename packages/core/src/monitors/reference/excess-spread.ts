/** A stretch of the past, with what was expected of it. */
export interface PastStretch {
  readonly sum: number
  readonly count: number
  /** The mean that was expected. */
  readonly expected: number
}

/** A stretch that was hardly seen says nothing of how much they differ. */
const leastPerStretch = 5

/**
 * By how much the means of stretches differ beyond what chance makes of observations of one mean: the standard deviation between them, by
 * DerSimonian and Laird's estimate (Controlled Clinical Trials 7, 1986), with the 90th percentile of chi-squared in place of its mean: what
 * chance alone does in nine of ten cases counts as nothing.
 */
export function excessSpread(stretches: readonly PastStretch[]): number {
  const seen = stretches.filter(({ count }) => count >= leastPerStretch)
  if (seen.length < 2) return 0
  let [q, weights, squares] = [0, 0, 0]
  for (const { sum, count, expected } of seen) {
    const mean = Math.min(1 - edge, Math.max(edge, expected))
    const weight = count / (mean * (1 - mean))
    q += weight * (sum / count - expected) ** 2
    weights += weight
    squares += weight ** 2
  }
  const excess = (q - chiSquared90(seen.length - 1)) / (weights - squares / weights)
  return Math.sqrt(Math.max(0, excess))
}

const edge = 1e-4

/** Wilson and Hilferty's approximation. */
function chiSquared90(degrees: number): number {
  const part = 2 / (9 * degrees)
  return degrees * (1 - part + 1.2816 * Math.sqrt(part)) ** 3
}
