import {
  AppError,
  durationBucket,
  metricFacts,
  type SliceKey,
  type TimeBuckets,
  type WatchedMeasure,
  type WatchedMetric,
} from '@pawl/core'
import type { TelemetryStore } from '../platform/telemetry/index.ts'
import { hasFingerprints } from './store/first-seen.ts'
import { type ObservationChoice, type ObservationRow, observationStatement } from './store/observation-statement.ts'
import { type RolledTable, readHours } from './store/rollup-hours.ts'
import type { RowGroup } from './store/series-group.ts'
import { chooseReading } from './store/series-reading.ts'

export interface ObservationDeps {
  readonly telemetry: TelemetryStore
  /** `background` unless a person waits. */
  readonly kind?: 'background' | 'interactive'
}

export interface ObservedRequest extends Omit<ObservationChoice, 'limitBucket'> {
  readonly sliceBy: SliceKey | null
  readonly fromMs: number
  readonly toMs: number
  readonly binMs: number
  /** In the unit of the metric. */
  readonly limit: number | null
}

/**
 * @throws AppError `bad_request` when the metric cannot be sliced so
 * @throws RangeError for bins that are not whole minutes, or too many
 */
export async function readObserved(
  deps: ObservationDeps,
  project: string,
  request: ObservedRequest,
): Promise<readonly ObservationRow[]> {
  const { metric } = request
  const groupBy = groupOf(metric, request.sliceBy)
  return await readGrouped(deps, { project, request, table: metric.of, groupBy })
}

/** The answers of a provider's fingerprints, each a slice; of calls of models, whatever the metric is of. */
export async function readFingerprints(
  deps: ObservationDeps,
  project: string,
  request: ObservedRequest,
): Promise<readonly ObservationRow[]> {
  const { fromMs, toMs } = request
  const isKnown = await hasFingerprints(deps.telemetry, project, { fromMs, toMs })
  return isKnown ? await readGrouped(deps, { project, request, table: 'spans', groupBy: 'fingerprint' }) : []
}

interface GroupedRequest {
  readonly project: string
  readonly request: ObservedRequest
  readonly table: RolledTable
  readonly groupBy: RowGroup | undefined
}

async function readGrouped(
  { telemetry, kind = 'background' }: ObservationDeps,
  { project, request, table, groupBy }: GroupedRequest,
): Promise<readonly ObservationRow[]> {
  const { metric, limit } = request
  const filter = { ...metric.filter, runs: 'exclude' as const }
  const scope = { project, table, filter, groupBy, buckets: binsOf(request) }
  const range = { fromNs: BigInt(request.fromMs) * 1_000_000n, toNs: BigInt(request.toMs) * 1_000_000n }
  const hours = await readHours(telemetry, { project, table, range })
  const reading = chooseReading(scope, range, hours)
  if (reading === null) return []
  const limitBucket = limit === null ? null : durationBucket(limit * storedPerUnit(metric.measure))
  const { statement, kind: cost } = observationStatement(scope, reading, { ...request, limitBucket })
  return await telemetry.query<ObservationRow>(statement, { kind: kind === 'background' ? kind : cost })
}

/** How many of what is stored make one unit of the metric: nanoseconds, billionths of a dollar. */
export function storedPerUnit(measure: WatchedMeasure): number {
  const { unit } = metricFacts[measure]
  return unit === 'ms' ? 1e6 : unit === 'usd' ? 1e9 : 1
}

/** Answers are told apart by their model whether asked or not. */
function groupOf({ measure }: WatchedMetric, sliceBy: SliceKey | null): SliceKey | undefined {
  if (measure === 'response_model') {
    if (sliceBy === null || sliceBy === 'model') return 'model'
    throw new AppError('bad_request', `response_model is watched by its models, not by ${sliceBy}.`, {
      where: 'sliceBy',
      fix: 'Leave sliceBy out, and narrow the filter to watch a part of the traffic.',
    })
  }
  if (sliceBy === 'score' && !scoreMeasures.has(measure)) {
    throw new AppError('bad_request', `${measure} cannot be sliced by score.`, {
      where: 'sliceBy',
      fix: 'Only measures of scores can: score_mean, score_pass_rate and label_share.',
    })
  }
  return sliceBy ?? undefined
}

const scoreMeasures: ReadonlySet<WatchedMeasure> = new Set(['score_mean', 'score_pass_rate', 'label_share'])

const minuteMs = 60_000
const mostBins = 200_000

function binsOf({ fromMs, toMs, binMs }: ObservedRequest): TimeBuckets {
  const firstMs = Math.floor(fromMs / binMs) * binMs
  const count = Math.max(0, Math.ceil((toMs - firstMs) / binMs))
  if (!(binMs >= minuteMs) || binMs % minuteMs !== 0 || count > mostBins) {
    throw new RangeError(`bins are whole minutes, ${mostBins} at most: ${binMs} ms from ${fromMs} to ${toMs}`)
  }
  const startsMs = Array.from({ length: count }, (_, index) => firstMs + index * binMs)
  return { bucketMs: binMs, startsMs, endMs: firstMs + count * binMs }
}
