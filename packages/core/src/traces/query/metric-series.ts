import { z } from 'zod'
import { traceFilterSchema } from './trace-filter.ts'

/** What a chart can show over time. Rates and shares are 0–1; quantiles are within 1 % of the exact value. */
export const metricMeasures = [
  'count',
  'error_rate',
  'latency_p50_ms',
  'latency_p95_ms',
  'latency_p99_ms',
  'ttft_p50_ms',
  'ttft_p95_ms',
  'input_tokens',
  'output_tokens',
  'total_tokens',
  'cost_usd',
  'score_mean',
  'score_pass_rate',
] as const
export type MetricMeasure = (typeof metricMeasures)[number]

export const metricGroups = [
  'model',
  'provider',
  'kind',
  'name',
  'status',
  'environment',
  'service',
  'release',
  'prompt',
  'tool',
  'user',
  'tag',
  'score',
] as const
export type MetricGroup = (typeof metricGroups)[number]

export const seriesQuerySchema = traceFilterSchema.extend({
  of: z.enum(['traces', 'spans']).default('traces').describe('Count whole traces, or single spans'),
  measure: z.preprocess(
    (value) => (value === undefined ? ['count'] : Array.isArray(value) ? value : [value]),
    z.array(z.enum(metricMeasures)).min(1).max(metricMeasures.length),
  ),
  groupBy: z.enum(metricGroups).optional(),
  /** For score_mean and score_pass_rate: which score. */
  scoreName: z.string().max(200).optional(),
  timeZone: z.string().max(60).default('UTC').describe('IANA name; day buckets start at its midnight'),
})
export type SeriesQuery = z.infer<typeof seriesQuerySchema>

export const seriesAnswerSchema = z.object({
  /** Width of a bucket, chosen by the range. */
  bucketMs: z.number(),
  /** Start of each bucket, ISO 8601. */
  buckets: z.array(z.string()),
  series: z.array(
    z.object({
      measure: z.enum(metricMeasures),
      /** Value of the grouped facet; '' without a group. Groups past the 20 largest are added up as `(other)`. */
      group: z.string(),
      /** One per bucket; null where nothing was measured. */
      points: z.array(z.number().nullable()),
      /** The measure over the whole range. */
      overall: z.number().nullable(),
    }),
  ),
})
export type SeriesAnswer = z.infer<typeof seriesAnswerSchema>
