import type { MetricUnit, WatchedMeasure } from '../../traces/index.ts'

const units = {
  request_count: 'per_hour',
  error_rate: 'share',
  latency_ms: 'ms',
  ttft_ms: 'ms',
  input_tokens: 'tokens',
  output_tokens: 'tokens',
  total_tokens: 'tokens',
  cost_usd: 'usd',
  score_mean: 'number',
  score_pass_rate: 'share',
  label_share: 'share',
  tool_error_rate: 'share',
  empty_retrieval_rate: 'share',
  schema_break_rate: 'share',
  response_model: 'share',
} as const satisfies Record<WatchedMeasure, MetricUnit>

/** How a figure of the measure is written. */
export const unitOf = (measure: WatchedMeasure): MetricUnit => units[measure]

/** Whether it is watched as the share above a quantile of its past. */
export const isQuantileMeasure = (measure: WatchedMeasure): boolean => ['ms', 'tokens', 'usd'].includes(units[measure])

/** Whether it is named by a score. */
export const isScoreMeasure = (measure: WatchedMeasure): boolean =>
  measure === 'score_mean' || measure === 'score_pass_rate' || measure === 'label_share'
