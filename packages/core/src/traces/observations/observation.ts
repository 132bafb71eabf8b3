import type { SliceKey } from '../query/index.ts'
import type { MetricInterval, WatchedMetric } from './watched-metric.ts'

/** How a metric that lies outside 0 to 1 by itself is mapped into it; fixed when a reference is learned. */
export interface ObservationScale {
  /** Latency, tokens, cost: an observation is 1 above it, in the metric's unit. */
  readonly limit: number | null
  /** Scores: the lowest and the highest, of which an observation is 1 and 0; what lies outside counts as its end. Null: 0 and 1. */
  readonly range: readonly [number, number] | null
}

export interface ObservationsRequest {
  readonly metric: WatchedMetric
  /** Null: one stream of all. */
  readonly sliceBy: SliceKey | null
  /** These slices keep their names, others are `(other)`. Without it the 200 largest of the range do. */
  readonly slices?: readonly string[]
  readonly fromMs: number
  /** Not included. */
  readonly toMs: number
  /** A whole number of minutes; bins start at multiples of it since 1970. */
  readonly binMs: number
  readonly scale: ObservationScale
}

/**
 * Equal observations of one bin and slice: one row for each value that there was. 1 is a failure, or as bad as can be: an error, a
 * latency above the limit, a score at the bad end of its range, a label that is there. Scores are rounded to thousandths of their range.
 * For `request_count` the value is how many came in the bin, and the count 1; bins without any have no row.
 * For `response_model` the slice is the model that answered (and, in rows of their own, `fingerprint:` with the provider's), the value 1.
 */
export interface Observation {
  /** Start of the bin. */
  readonly atMs: number
  /** '' without slices; `(other)` for all past the largest. What has no value of the key is in no slice. */
  readonly slice: string
  readonly value: number
  readonly count: number
}

/** What a scale is learned from. */
export interface ValueSummary {
  readonly count: number
  /** Of the metric's `quantile`, in its unit. Null for metrics that have none, and without values. */
  readonly quantile: number | null
  readonly min: number | null
  readonly max: number | null
}

/** A point of a metric's chart in its unit; null without observations. */
export interface MetricPoint {
  readonly atMs: number
  readonly interval: MetricInterval | null
}
