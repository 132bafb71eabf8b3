import type { TelemetryStore } from '../../platform/telemetry/index.ts'
import { type CandidateBatch, CandidateReader, type PageStart } from './candidate-reader.ts'
import type { CandidateScope } from './candidates.ts'
import { type FoundTrace, readNewest } from './newest-traces.ts'
import { comparePositions, type TracePosition } from './trace-position.ts'

export interface TracePageQuery extends PageStart {
  /** Told the ids of all that may be on the page, before they are read. */
  readonly onCandidates?: (traceIds: readonly string[]) => void
}

/**
 * The next traces of a sorted and filtered list, exact whatever has been merged: candidates are taken in the list's
 * order from all versions of all rows, then read again as they stand now. A trace's newest version is itself a candidate
 * at its place, so nothing can be missing up to the last candidate, and a stale version falls out when it is read again.
 */
export async function readTracePage(telemetry: TelemetryStore, query: TracePageQuery): Promise<readonly FoundTrace[]> {
  const { scope, wanted } = query
  const reader = await CandidateReader.open(telemetry, query)
  const found: FoundTrace[] = []
  while (found.length < wanted && !reader.isDone) {
    const batch = await reader.next(wanted - found.length)
    if (batch.candidates.length > 0) query.onCandidates?.(batch.candidates.map((candidate) => candidate.traceId))
    found.push(...(await currentOf(telemetry, scope, batch)))
  }
  return found
}

/** The candidates' traces that stand in the batch's stretch now; a trace that moved is found where it stands. */
async function currentOf(
  telemetry: TelemetryStore,
  scope: CandidateScope,
  { candidates, traces: known, after, isLast }: CandidateBatch,
): Promise<readonly FoundTrace[]> {
  const last = candidates.at(-1)
  if (last === undefined) return []
  const { order } = scope
  const traces = known ?? (await readNewest(telemetry, scope, distinct(candidates)))
  return traces
    .filter(({ position }) => after === undefined || comparePositions(order, position, after) > 0)
    .filter(({ position }) => isLast || comparePositions(order, position, last) <= 0)
    .toSorted((a, b) => comparePositions(order, a.position, b.position))
}

function distinct(candidates: readonly TracePosition[]): readonly TracePosition[] {
  return [...new Map(candidates.map((candidate) => [`${candidate.startNs}${candidate.traceId}`, candidate])).values()]
}
