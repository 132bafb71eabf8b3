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
  'label_share',
  'tool_error_rate',
  'empty_retrieval_rate',
  'schema_break_rate',
  /** Of a group among all that were counted. */
  'share',
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

/** A facet of charts, or a key of the metadata (a user's segment). */
export const sliceKeySchema = z.union([
  z.enum(metricGroups),
  z.templateLiteral(['metadata:', z.string().min(1).max(200)]),
])
export type SliceKey = z.infer<typeof sliceKeySchema>

export const seriesQuerySchema = traceFilterSchema.extend({
  of: z.enum(['traces', 'spans']).default('traces').describe('Count whole traces, or single spans'),
  measure: z.preprocess(
    (value) => (value === undefined ? ['count'] : Array.isArray(value) ? value : [value]),
    z.array(z.enum(metricMeasures)).min(1).max(metricMeasures.length),
  ),
  groupBy: sliceKeySchema.optional(),
  /** For score_mean, score_pass_rate and label_share: which score. */
  scoreName: z.string().max(200).optional(),
  /** For label_share: which label, of all scores that have one. */
  label: z.string().max(200).optional(),
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
