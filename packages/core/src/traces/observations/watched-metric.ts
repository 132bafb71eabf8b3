import { z } from 'zod'
import { metricFilterSchema } from '../query/index.ts'

/**
 * What can be watched. Each becomes observations between 0 and 1 (see observations of the metric), of traces or of spans: a rate is an observation of 0 or
 * 1 each, a latency or a cost asks whether it is above a quantile of its past, `request_count` is what came in an hour.
 */
export const watchedMeasures = [
  'request_count',
  'error_rate',
  'latency_ms',
  'ttft_ms',
  'input_tokens',
  'output_tokens',
  'total_tokens',
  'cost_usd',
  'score_mean',
  'score_pass_rate',
  'label_share',
  'tool_error_rate',
  'empty_retrieval_rate',
  'schema_break_rate',
  'response_model',
] as const
export type WatchedMeasure = (typeof watchedMeasures)[number]

export const watchedMetricSchema = z.strictObject({
  measure: z.enum(watchedMeasures),
  /** Whole traces or single spans. */
  of: z.enum(['traces', 'spans']).default('traces'),
  filter: metricFilterSchema.default({}),
  /** For scores and labels: which. */
  scoreName: z.string().min(1).max(200).optional(),
  /** For `label_share`: the label whose share is watched. */
  label: z.string().min(1).max(200).optional(),
  /** For latencies, tokens and cost: the quantile of the past that the share above it is watched of. */
  quantile: z.number().min(0.5).max(0.99).default(0.9),
})
export type WatchedMetric = z.infer<typeof watchedMetricSchema>

/** A figure with the range it lies in, with 95 % confidence. */
export const metricIntervalSchema = z.object({
  value: z.number(),
  low: z.number(),
  high: z.number(),
  /** Of how many observations. */
  count: z.int().min(0),
})
export type MetricInterval = z.infer<typeof metricIntervalSchema>

/** How to write a figure: a share from 0 to 1, milliseconds, US dollars, a number of tokens, requests an hour, a plain number. */
export const metricUnits = ['share', 'ms', 'usd', 'tokens', 'per_hour', 'number'] as const
export type MetricUnit = (typeof metricUnits)[number]
