import type { SearchTerm } from '@pawl/core'
import { joinSql, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'
import { windowCondition } from './text-candidates.ts'
import { textCondition } from './text-condition.ts'
import { timeLiteral } from './trace-conditions.ts'

interface MatchRow {
  readonly start_ns: string
  readonly trace_id: string
  readonly span_id: string
  readonly version: string
}

export interface SearchedTrace {
  readonly position: { readonly startNs: bigint; readonly traceId: string }
  readonly endNs: bigint
}

interface TextMatchesQuery {
  readonly project: string
  readonly terms: readonly SearchTerm[]
  readonly traces: readonly SearchedTrace[]
}

/** Which of these traces have a span whose newest version matches. */
export async function readTextMatches(
  telemetry: TelemetryStore,
  query: TextMatchesQuery,
): Promise<ReadonlySet<string>> {
  // The newest matching row of a trace is nearly always a current one; only where it is not, all are looked at.
  const current = await currentMatches(telemetry, query, 1)
  const undecided = query.traces.filter(({ position }) => !current.has(position.traceId))
  if (undecided.length === 0) return current
  const rest = await currentMatches(telemetry, { ...query, traces: undecided }, null)
  return new Set([...current, ...rest])
}

async function currentMatches(
  telemetry: TelemetryStore,
  { project, terms, traces }: TextMatchesQuery,
  perTrace: number | null,
): Promise<ReadonlySet<string>> {
  if (traces.length === 0) return new Set()
  const starts = traces.map((trace) => trace.position.startNs)
  const ends = traces.map((trace) => trace.endNs)
  const window = { fromNs: starts.reduce(least), toNs: ends.reduce(most) }
  const matches = await telemetry.query<MatchRow>(
    sql`SELECT toString(toUnixTimestamp64Nano(start_time)) AS start_ns, trace_id, span_id, toString(version) AS version
      FROM spans
      WHERE project = ${project} AND ${windowCondition(window)} AND is_deleted = 0
        AND trace_id IN ${traces.map((trace) => trace.position.traceId)} AND ${textCondition(terms)}
      ${perTrace === null ? sql`` : sql`ORDER BY spans.version DESC LIMIT ${perTrace} BY trace_id`}`,
    { kind: 'interactive' },
  )
  const stale = await readStale(telemetry, project, matches)
  return new Set(matches.filter((row) => !stale.has(row)).map((row) => row.trace_id))
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)
const most = (a: bigint, b: bigint): bigint => (a > b ? a : b)
const keysPerStatement = 2000

/** Those of the rows that a newer version replaced or deleted. */
async function readStale(
  telemetry: TelemetryStore,
  project: string,
  rows: readonly MatchRow[],
): Promise<ReadonlySet<MatchRow>> {
  const stale = new Set<MatchRow>()
  for (let first = 0; first < rows.length; first += keysPerStatement) {
    const some = rows.slice(first, first + keysPerStatement)
    const keys = some.map((row) => sql`(${timeLiteral(BigInt(row.start_ns))}, ${row.trace_id}, ${row.span_id})`)
    const newest = await telemetry.query<MatchRow>(
      sql`SELECT toString(toUnixTimestamp64Nano(start_time)) AS start_ns, trace_id, span_id, toString(max(spans.version)) AS version
        FROM spans PREWHERE project = ${project} AND (start_time, trace_id, span_id) IN (${joinSql(keys, ',')})
        GROUP BY start_time, trace_id, span_id`,
      { kind: 'interactive' },
    )
    const versionOf = new Map(newest.map((row) => [keyOf(row), row.version]))
    for (const row of some) if (versionOf.get(keyOf(row)) !== row.version) stale.add(row)
  }
  return stale
}

const keyOf = (row: MatchRow): string => row.start_ns + row.trace_id + row.span_id
