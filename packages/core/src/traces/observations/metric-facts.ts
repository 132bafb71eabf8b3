import type { MetricUnit, WatchedMeasure } from './watched-metric.ts'

export interface MetricFacts {
  readonly unit: MetricUnit
  /** Which way is worse; `either` where nobody can tell. */
  readonly worse: 'higher' | 'lower' | 'either'
  /**
   * What an observation is. `yes_or_no`: 1 or 0 each; `value`: a figure, between 0 and 1 where a detector is to watch it;
   * `figure`: a duration, tokens or dollars, of which a quantile is shown and the share above one is watched; `event`: a
   * request, of which there are so many an hour.
   */
  readonly observation: 'yes_or_no' | 'value' | 'figure' | 'event'
}

const bad = { unit: 'share', worse: 'higher', observation: 'yes_or_no' } as const
const tokens = { unit: 'tokens', worse: 'higher', observation: 'figure' } as const
const milliseconds = { unit: 'ms', worse: 'higher', observation: 'figure' } as const

export const metricFacts: Readonly<Record<WatchedMeasure, MetricFacts>> = {
  request_count: { unit: 'per_hour', worse: 'either', observation: 'event' },
  error_rate: bad,
  latency_ms: milliseconds,
  ttft_ms: milliseconds,
  input_tokens: tokens,
  output_tokens: tokens,
  total_tokens: tokens,
  cost_usd: { unit: 'usd', worse: 'higher', observation: 'figure' },
  score_mean: { unit: 'number', worse: 'lower', observation: 'value' },
  score_pass_rate: { unit: 'share', worse: 'lower', observation: 'yes_or_no' },
  label_share: { unit: 'share', worse: 'either', observation: 'yes_or_no' },
  tool_error_rate: bad,
  empty_retrieval_rate: bad,
  schema_break_rate: bad,
  response_model: { unit: 'share', worse: 'either', observation: 'event' },
}
