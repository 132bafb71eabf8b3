import type { RowOutcomes } from '../../evaluators/index.ts'
import type { RowThresholds } from '../rows/row-thresholds.ts'

/** The decided trials of one row. */
export type OutcomeCounts = Pick<RowOutcomes, 'passed' | 'failed'>

export type RowEvidenceState = 'holds' | 'broken' | 'unsure'

export interface RowEvidence {
  readonly state: RowEvidenceState
  /** ln Λ: above 0 the outcomes speak for "passes as required", below 0 for "passes no more than the floor". */
  readonly logLikelihoodRatio: number
  /** Straight passes, from here on, after which the row holds; 0 when it does. */
  readonly passesToHold: number
  /** Straight fails, from here on, after which it is broken; 0 when it is. */
  readonly failsToBreak: number
}

/** How often a row may be called "holds" or "broken" wrongly. */
export const defaultRowErrorRate = 0.05

/**
 * The test of one row: Λ = (r/f)^passed · ((1−r)/(1−f))^failed for required pass probability r and floor f. It holds when
 * Λ ≥ 1/α, is broken when 1/Λ ≥ 1/α. Λ is a test martingale while the pass probability is f or lower, and 1/Λ while it
 * is r or higher, so by Ville's inequality each error has a probability of at most α, whenever one stops looking.
 */
export function weighRow(counts: OutcomeCounts, of: RowThresholds, errorRate = defaultRowErrorRate): RowEvidence {
  const perPass = Math.log(of.required / of.floor)
  const perFail = Math.log((1 - of.floor) / (1 - of.required))
  const bound = Math.log(1 / errorRate)
  const logLikelihoodRatio = counts.passed * perPass - counts.failed * perFail
  // Sums that equal the bound in exact arithmetic must not miss it by a rounding.
  const steps = (distance: number, step: number) => Math.max(0, Math.ceil(distance / step - 1e-9))
  const passesToHold = steps(bound - logLikelihoodRatio, perPass)
  const failsToBreak = steps(bound + logLikelihoodRatio, perFail)
  const state = passesToHold === 0 ? 'holds' : failsToBreak === 0 ? 'broken' : 'unsure'
  return { state, logLikelihoodRatio, passesToHold, failsToBreak }
}
