import { z } from 'zod'

/** Why a row deserves to exist. */
export const rowLabels = [
  'customer_visible',
  'high_risk',
  'repeated',
  'ambiguous_prompt',
  'tool_or_context_failure',
  'format_break',
  'accepted_fix',
] as const
export const rowLabelSchema = z.enum(rowLabels)
export type RowLabel = z.infer<typeof rowLabelSchema>

/** What a row with the label `high_risk` is about. */
export const rowRisks = ['safety', 'policy', 'finance', 'healthcare', 'legal', 'trust'] as const
export const rowRiskSchema = z.enum(rowRisks)
export type RowRisk = z.infer<typeof rowRiskSchema>

/**
 * What a release must show on a row. A row holds when the evidence for `required` against `floor` is strong enough, so
 * "holds" proves that it passes more often than `floor`. Probabilities, 0 < floor < required < 1.
 */
export interface RowThresholds {
  readonly required: number
  readonly floor: number
}

export const ordinaryThresholds: RowThresholds = { required: 0.9, floor: 0.5 }
export const highRiskThresholds: RowThresholds = { required: 0.95, floor: 0.8 }

/** The row's own thresholds; where it sets none, those of its labels, so that a row found to be high-risk tightens by itself. */
export function rowThresholds(row: {
  readonly labels: readonly RowLabel[]
  readonly requiredPassProbability: number | null
  readonly passFloor: number | null
}): RowThresholds {
  const byLabels = row.labels.includes('high_risk') ? highRiskThresholds : ordinaryThresholds
  return {
    required: row.requiredPassProbability ?? byLabels.required,
    floor: row.passFloor ?? byLabels.floor,
  }
}
