import { joinSql, type SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'
import type { CandidateScope } from './candidates.ts'
import { readTextMatches } from './newest-matches.ts'
import { scoredTraces, timeLiteral, traceColumnConditions } from './trace-conditions.ts'
import type { TracePosition } from './trace-position.ts'
import { type BareSummary, summaryOfRow } from './trace-summary.ts'

export interface FoundTrace {
  readonly position: TracePosition
  readonly endNs: bigint
  readonly summary: BareSummary
}

interface NewestRow {
  readonly value: string
  readonly start_ns: string
  readonly end_ns: string
  readonly trace_id: string
  readonly version: string
  readonly is_deleted: number
  readonly fits: number
  readonly summary: string
}

/** Keys of one statement: each is some 80 bytes of SQL. */
const keysPerStatement = 1000

/** The traces of these keys as they stand now, without those that are gone or do not fit the filter any more. Unsorted. */
export async function readNewest(
  telemetry: TelemetryStore,
  scope: CandidateScope,
  candidates: readonly TracePosition[],
): Promise<readonly FoundTrace[]> {
  const found: FoundTrace[] = []
  for (let first = 0; first < candidates.length; first += keysPerStatement) {
    found.push(...(await readSome(telemetry, scope, candidates.slice(first, first + keysPerStatement))))
  }
  return found
}

async function readSome(
  telemetry: TelemetryStore,
  scope: CandidateScope,
  candidates: readonly TracePosition[],
): Promise<readonly FoundTrace[]> {
  const { project, filter, order, terms } = scope
  const rows = await telemetry.query<NewestRow>(
    sql`SELECT toString(${order.column}) AS value, toString(toUnixTimestamp64Nano(start_time)) AS start_ns,
        toString(toUnixTimestamp64Nano(end_time)) AS end_ns, trace_id, toString(version) AS version, is_deleted, summary,
        toUInt8(${traceColumnConditions(filter)} AND ${scope.extra} AND ${scoredTraces(project, filter, sql`FINAL`)}) AS fits
      FROM traces PREWHERE project = ${project} AND ${isOneOf(candidates)}`,
    { kind: scope.kind ?? 'interactive' },
  )
  const keys = new Set(candidates.map((candidate) => `${candidate.startNs}${candidate.traceId}`))
  const asked = rows.filter((row) => keys.has(row.start_ns + row.trace_id))
  const newest = newestByKey(asked, (row) => row.start_ns + row.trace_id)
  const living = newest.filter((row) => row.is_deleted === 0 && row.fits === 1).map((row) => foundOf(row))
  if (terms.length === 0) return living
  const matched = await readTextMatches(telemetry, { project, terms, traces: living })
  return living.filter((trace) => matched.has(trace.summary.traceId))
}

/** True for all of them, and for nearly nothing else: each column by itself is compared sooner than both as a tuple. */
const isOneOf = (candidates: readonly TracePosition[]): SqlText => {
  const starts = candidates.map((candidate) => timeLiteral(candidate.startNs))
  return sql`start_time IN (${joinSql(starts, ',')}) AND trace_id IN ${candidates.map((candidate) => candidate.traceId)}`
}

function foundOf(row: NewestRow): FoundTrace {
  return {
    position: { value: BigInt(row.value), startNs: BigInt(row.start_ns), traceId: row.trace_id },
    endNs: BigInt(row.end_ns),
    summary: summaryOfRow(row.summary),
  }
}

/** Of all versions of each key the newest. */
export function newestByKey<Row extends { readonly version: string }>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): readonly Row[] {
  const newest = new Map<string, Row>()
  for (const row of rows) {
    const other = newest.get(keyOf(row))
    if (other === undefined || BigInt(row.version) >= BigInt(other.version)) newest.set(keyOf(row), row)
  }
  return [...newest.values()]
}
