import { sql, type TelemetryStore } from '../../platform/telemetry/index.ts'
import { type CandidateScope, readCandidates, type StartWindow } from './candidates.ts'
import { type FoundTrace, readNewest } from './newest-traces.ts'
import { instantNs } from './series-range.ts'
import { StartWindows } from './start-windows.ts'
import { comparePositions, type TracePosition } from './trace-position.ts'

export interface TracePageQuery {
  readonly scope: CandidateScope
  /** The page begins after it. */
  readonly after: TracePosition | undefined
  /** How many traces are wanted; the answer may hold more. */
  readonly wanted: number
  readonly nowMs: number
}

/**
 * The next traces of a sorted and filtered list, exact whatever has been merged: candidates are taken in the list's order from
 * all versions of all rows, then read again as they stand now. A trace's newest version is itself a candidate at its
 * place, so up to the last candidate nothing can be missing, and a stale version falls out when it is read again.
 */
export async function readTracePage(telemetry: TelemetryStore, query: TracePageQuery): Promise<readonly FoundTrace[]> {
  const { scope, wanted } = query
  const windows = await windowsOf(telemetry, query)
  const found: FoundTrace[] = []
  let after = query.after
  let candidates: TracePosition[] = []
  let window = windows.next({ found: 0, wanted })
  let isOpen = window !== undefined
  while (isOpen && found.length < wanted) {
    const limit = roomFor(wanted - found.length)
    const from: TracePosition | undefined = candidates.at(-1) ?? after
    const some = await readCandidates(telemetry, scope, { window: window as StartWindow, after: from, limit })
    candidates.push(...some)
    if (some.length < limit) {
      window = windows.next({ found: found.length + candidates.length, wanted })
      isOpen = window !== undefined
    }
    if (isOpen && found.length + candidates.length < wanted) continue
    found.push(...(await currentOf(telemetry, { scope, candidates, after, isLast: !isOpen })))
    after = candidates.at(-1) ?? after
    candidates = []
  }
  return found
}

/** Some candidates are stale: a tenth of them at the rates seen, and a few more on top. */
const roomFor = (missing: number): number => Math.ceil(missing * 1.2) + 10

interface Batch {
  readonly scope: CandidateScope
  readonly candidates: readonly TracePosition[]
  readonly after: TracePosition | undefined
  /** No candidates follow. */
  readonly isLast: boolean
}

/** The candidates' traces whose place now lies within the batch's stretch of the list; others belong to other batches. */
async function currentOf(
  telemetry: TelemetryStore,
  { scope, candidates, after, isLast }: Batch,
): Promise<readonly FoundTrace[]> {
  const last = candidates.at(-1)
  if (last === undefined) return []
  const { order } = scope
  const traces = await readNewest(telemetry, scope, distinct(candidates))
  return traces
    .filter(({ position }) => after === undefined || comparePositions(order, position, after) > 0)
    .filter(({ position }) => isLast || comparePositions(order, position, last) <= 0)
    .toSorted((a, b) => comparePositions(order, a.position, b.position))
}

function distinct(candidates: readonly TracePosition[]): readonly TracePosition[] {
  return [...new Map(candidates.map((candidate) => [`${candidate.startNs}${candidate.traceId}`, candidate])).values()]
}

/** One window with everything for lists by a figure, growing ones for lists by start. */
async function windowsOf(telemetry: TelemetryStore, query: TracePageQuery): Promise<Pick<StartWindows, 'next'>> {
  const { scope, after } = query
  const { filter, order } = scope
  const bounds: StartWindow = {
    fromNs: filter.from === undefined ? undefined : instantNs(filter.from),
    toNs: filter.to === undefined ? undefined : instantNs(filter.to) - 1n,
  }
  if (order.figure !== 'start') return oneWindow(bounds)
  const beginNs = after?.startNs
  if (order.isFalling) {
    const toNs = beginNs ?? bounds.toNs
    return new StartWindows({
      fromNs: bounds.fromNs,
      toNs,
      isFalling: true,
      anchorNs: BigInt(query.nowMs) * 1_000_000n,
    })
  }
  const fromNs = beginNs ?? bounds.fromNs
  const anchorNs = fromNs ?? (await firstStartNs(telemetry, scope.project)) ?? 0n
  return new StartWindows({ fromNs, toNs: bounds.toNs, isFalling: false, anchorNs })
}

function oneWindow(bounds: StartWindow): Pick<StartWindows, 'next'> {
  let window: StartWindow | undefined = bounds
  return {
    next() {
      const whole = window
      window = undefined
      return whole
    },
  }
}

async function firstStartNs(telemetry: TelemetryStore, project: string): Promise<bigint | undefined> {
  const [row] = await telemetry.query<{ ns: string }>(
    sql`SELECT toString(toUnixTimestamp64Nano(start_time)) AS ns FROM traces WHERE project = ${project}
      ORDER BY project, start_time LIMIT 1`,
    { kind: 'interactive' },
  )
  return row === undefined ? undefined : BigInt(row.ns)
}
