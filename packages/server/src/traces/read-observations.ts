import { metricFacts, type Observation, type ObservationsRequest } from '@pawl/core'
import { type ObservationDeps, readFingerprints, readObserved } from './observed-rows.ts'
import { type ObservationRow, otherSlices } from './store/observation-statement.ts'

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
  const observed = {
    ...request,
    slices: request.slices,
    limit: scale.limit,
    scoreRange: scale.range ?? ([0, 1] as const),
  }
  const rows = await readObserved(deps, project, observed)
  if (metric.measure === 'response_model') {
    const slices = request.slices?.filter((slice) => slice.startsWith(fingerprintSlice))
    const own = slices?.map((slice) => slice.slice(fingerprintSlice.length))
    const answers = await readFingerprints(deps, project, { ...observed, slices: own })
    const named = answers.filter(({ slice }) => slice !== otherSlices)
    return inOrder([...rows, ...named.map((row) => ({ ...row, slice: fingerprintSlice + row.slice }))]).map((row) =>
      observationOf(request, row),
    )
  }
  return rows.map((row) => observationOf(request, row))
}

const fingerprintSlice = 'fingerprint:'

const inOrder = (rows: readonly ObservationRow[]): readonly ObservationRow[] =>
  [...rows].sort((a, b) => a.bucket - b.bucket || (a.slice < b.slice ? -1 : a.slice > b.slice ? 1 : a.value - b.value))

function observationOf({ metric }: ObservationsRequest, { bucket, slice, value, n }: ObservationRow): Observation {
  const atMs = bucket * 1000
  if (metric.measure === 'request_count') return { atMs, slice, value: n, count: 1 }
  return { atMs, slice, value: metric.measure === 'score_pass_rate' ? 1 - value : value, count: n }
}
