import type { SearchTerm, TraceFilter } from '@pawl/core'
import { type QueryKind, type SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'
import { type StartWindow, windowCondition } from './text-candidates.ts'
import { scoredTraces, traceColumnConditions } from './trace-conditions.ts'
import { isAfter, type TraceOrder, type TracePosition } from './trace-position.ts'

export interface CandidateScope {
  readonly project: string
  readonly filter: TraceFilter
  readonly terms: readonly SearchTerm[]
  readonly order: TraceOrder
  /** Further conditions over the columns of `traces`. */
  readonly extra: SqlText
  /** What its statements may cost; a person waits for them when left out. */
  readonly kind?: QueryKind
}

export interface CandidatesQuery {
  readonly window: StartWindow
  /** Candidates come after it. */
  readonly after: TracePosition | undefined
  readonly limit: number
  /** True where the text search may hold; see `mayMatch`. */
  readonly text: SqlText
}

interface CandidateRow {
  readonly value: string
  readonly start_ns: string
  readonly trace_id: string
}

/**
 * Positions of the first rows of `traces` that fit in any version, so each trace that fits is among them at its place;
 * a stale version may be there too. Deleted versions are not: what they hide is found out by `readNewest`.
 */
export async function readCandidates(
  telemetry: TelemetryStore,
  scope: CandidateScope,
  query: CandidatesQuery,
): Promise<readonly TracePosition[]> {
  const { project, filter, order } = scope
  const rows = await telemetry.query<CandidateRow>(
    sql`SELECT toString(${order.column}) AS value, toString(toUnixTimestamp64Nano(start_time)) AS start_ns, trace_id
      FROM traces
      WHERE project = ${project} AND is_deleted = 0 AND ${windowCondition(query.window)}
        AND ${query.after === undefined ? sql`true` : isAfter(order, query.after)}
        AND ${traceColumnConditions(filter)} AND ${scope.extra}
        AND ${scoredTraces(project, filter, sql``)} AND ${query.text}
      ORDER BY ${order.orderBy} LIMIT ${query.limit}`,
    { kind: scope.kind ?? 'interactive', settings: scanSettings },
  )
  return rows.map((row) => ({ value: BigInt(row.value), startNs: BigInt(row.start_ns), traceId: row.trace_id }))
}

/**
 * Within a window a plain scan beats reading in the order of the key, and the top-k filter keeps the engine from remembering which
 * granules a filter ruled out.
 */
export const scanSettings = { optimize_read_in_order: 0, use_top_k_dynamic_filtering: 0 } as const
