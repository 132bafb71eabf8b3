import {
  bucketDurationMs,
  type MetricInterval,
  type MetricPoint,
  metricFacts,
  metricInterval,
  type ObservedValue,
  type SliceKey,
  type ValueSummary,
  type WatchedMetric,
} from '@pawl/core'
import { type ObservationDeps, readObserved, storedPerUnit } from './observed-rows.ts'
import type { ObservationRow } from './store/observation-statement.ts'

export interface MetricRequest {
  readonly metric: WatchedMetric
  /** Null for the metric as a whole. */
  readonly slice: { readonly key: SliceKey; readonly value: string } | null
  readonly fromMs: number
  readonly toMs: number
}

/** A metric over time, in its unit: one point for each bin of the range, empty or not. Bins start at multiples of `binMs` since 1970. */
export async function readMetricPoints(
  deps: ObservationDeps,
  project: string,
  request: MetricRequest & { readonly binMs: number },
): Promise<readonly MetricPoint[]> {
  const { metric, fromMs, toMs, binMs } = request
  const byBin = new Map<number, ObservedValue[]>()
  for (const row of await readValues(deps, project, request)) {
    const own = byBin.get(row.bucket * 1000)
    if (own === undefined) byBin.set(row.bucket * 1000, [row.observed])
    else own.push(row.observed)
  }
  const points: MetricPoint[] = []
  for (let atMs = Math.floor(fromMs / binMs) * binMs; atMs < toMs; atMs += binMs) {
    // The first and the last bin may be cut.
    const lengthMs = Math.min(toMs, atMs + binMs) - Math.max(fromMs, atMs)
    points.push({ atMs, interval: metricInterval(metric, byBin.get(atMs) ?? [], lengthMs) })
  }
  return points
}

/** A metric over a whole range, in its unit; null without observations. */
export async function readMetricInterval(
  deps: ObservationDeps,
  project: string,
  request: MetricRequest,
): Promise<MetricInterval | null> {
  const { metric, fromMs, toMs } = request
  const rows = await readValues(deps, project, { ...request, binMs: wholeRange(request) })
  return metricInterval(
    metric,
    rows.map((row) => row.observed),
    toMs - fromMs,
  )
}

/** What the values of a metric are like, in its unit: latencies, tokens and cost within 1 %, scores as they are. */
export async function readValueSummary(
  deps: ObservationDeps,
  project: string,
  request: MetricRequest,
): Promise<ValueSummary> {
  const { metric } = request
  const rows = await readValues(deps, project, { ...request, binMs: wholeRange(request) })
  const observed = rows.map((row) => row.observed)
  const values = observed.map(({ value }) => value)
  const count = observed.reduce((sum, each) => sum + each.count, 0)
  if (count === 0) return { count, quantile: null, min: null, max: null }
  const isFigure = metricFacts[metric.measure].observation === 'figure'
  const quantile = isFigure ? (metricInterval(metric, observed, 1)?.value ?? null) : null
  return { count, quantile, min: values.reduce((a, b) => Math.min(a, b)), max: values.reduce((a, b) => Math.max(a, b)) }
}

const dayMs = 86_400_000

/** A bin that holds everything since 1970, in whole days. */
const wholeRange = ({ toMs }: MetricRequest): number => Math.ceil((toMs + 1) / dayMs) * dayMs

interface ValueRow extends Pick<ObservationRow, 'bucket'> {
  readonly observed: ObservedValue
}

/** Values as the metric is read: 1 for what passed. */
async function readValues(
  deps: ObservationDeps,
  project: string,
  { slice, ...request }: MetricRequest & { readonly binMs: number },
): Promise<readonly ValueRow[]> {
  const { metric } = request
  const rows = await readObserved(deps, project, {
    ...request,
    sliceBy: slice?.key ?? null,
    slices: slice === null ? undefined : [slice.value],
    limit: null,
    scoreRange: null,
  })
  const perUnit = storedPerUnit(metric.measure)
  const isFigure = metricFacts[metric.measure].observation === 'figure'
  const readValue = (row: ObservationRow): number => {
    // What share of all answers a model gave.
    if (metric.measure === 'response_model') return row.slice === slice?.value ? 1 : 0
    return isFigure ? (bucketDurationMs(row.value) * 1e6) / perUnit : row.value
  }
  const isOwn = ({ slice: found }: ObservationRow): boolean =>
    slice === null || found === slice.value || metric.measure === 'response_model'
  return rows.filter(isOwn).map((row) => ({ bucket: row.bucket, observed: { value: readValue(row), count: row.n } }))
}
