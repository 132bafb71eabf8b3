/** How strong the evidence of one slice is (`ShiftDetector.evidence`). */
export interface SliceEvidence {
  readonly slice: string
  readonly evidence: number
}

export interface SliceRules {
  /** How many slices are watched, those without any evidence included. */
  readonly watched: number
  /** Observations of a slice over which the share of false alerts is promised. */
  readonly horizon: number
  /** The share of false ones among all alerts that is tolerated. */
  readonly falseShare?: number
}

const defaultFalseShare = 0.1

/**
 * The slices to alert on, strongest first: the k with the most evidence, for the largest k whose weakest reaches
 * watched·horizon/(falseShare·k). That is e-Benjamini–Hochberg (Wang and Ramdas 2022) over e-detectors: within the horizon a
 * detector's evidence divided by it is an e-value, since it grows by 1 with each observation on average, so among all alerts at most that
 * share are false, whatever the slices have to do with each other (Dandapanthula and Ramdas 2025, arXiv 2501.04130).
 */
export function alertSlices(slices: readonly SliceEvidence[], rules: SliceRules): readonly SliceEvidence[] {
  const { watched, horizon, falseShare = defaultFalseShare } = rules
  const ranked = [...slices].sort((a, b) => b.evidence - a.evidence || (a.slice < b.slice ? -1 : 1))
  const bar = (watched * horizon) / falseShare
  for (let k = ranked.length; k > 0; k--) {
    if ((ranked[k - 1]?.evidence ?? 0) >= bar / k) return ranked.slice(0, k)
  }
  return []
}
