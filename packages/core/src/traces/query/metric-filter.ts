import { z } from 'zod'
import { traceFilterSchema } from './trace-filter.ts'

/** What a metric is taken from, or what is judged as it comes in: the filter of a list, without a range. */
export const metricFilterSchema = z.strictObject(
  traceFilterSchema.omit({ from: true, to: true, id: true, runs: true }).shape,
)
export type MetricFilter = z.infer<typeof metricFilterSchema>
