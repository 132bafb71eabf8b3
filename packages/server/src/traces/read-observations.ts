import { metricFacts, type Observation, type ObservationsRequest } from '@pawl/core'
import { type ObservationDeps, readObserved } from './observed-rows.ts'
import type { ObservationRow } from './store/observation-statement.ts'

/**
 * What a metric observed, as detection takes it: ascending by bin, and exact after resends and late parents. Trials of runs are left out.
 * Traces count at their start, scores at that of their trace (or span). Hours that lie whole in a bin come from the rollups where these say
 * enough, so bins of hours are read quickest.
 *
 * @throws AppError `bad_request` when the metric cannot be sliced so
 * @throws RangeError for bins that are not whole minutes, or too many; for a latency, tokens or cost without a limit
 */
export async function readObservations(
  deps: ObservationDeps,
  project: string,
  request: ObservationsRequest,
): Promise<readonly Observation[]> {
  const { metric, scale } = request
  if (metricFacts[metric.measure].observation === 'figure' && scale.limit === null) {
    throw new RangeError(`observations of ${metric.measure} need a limit`)
  }
  const rows = await readObserved(deps, project, {
    ...request,
    slices: request.slices,
    limit: scale.limit,
    scoreRange: scale.range ?? [0, 1],
  })
  return rows.map((row) => ({ atMs: row.bucket * 1000, slice: row.slice, ...observedOf(request, row) }))
}

function observedOf(
  { metric }: ObservationsRequest,
  { value, n }: ObservationRow,
): Pick<Observation, 'value' | 'count'> {
  if (metric.measure === 'request_count') return { value: n, count: 1 }
  return { value: metric.measure === 'score_pass_rate' ? 1 - value : value, count: n }
}
