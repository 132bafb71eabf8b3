import { joinSql, type SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'
import { type CandidateScope, scanSettings } from './candidates.ts'
import { readTextMatches } from './newest-matches.ts'
import { type StartWindow, windowCondition } from './text-candidates.ts'
import { scoredTraces, timeLiteral, traceColumnConditions } from './trace-conditions.ts'
import { isAfter, type TracePosition } from './trace-position.ts'
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
  const { project, terms } = scope
  const rows = await telemetry.query<NewestRow>(
    sql`${selectRows(scope)} PREWHERE project = ${project} AND ${isOneOf(candidates)}`,
    { kind: scope.kind ?? 'interactive' },
  )
  const keys = new Set(candidates.map((candidate) => `${candidate.startNs}${candidate.traceId}`))
  const living = livingOf(rows.filter((row) => keys.has(keyOf(row))))
  if (terms.length === 0) return living
  const matched = await readTextMatches(telemetry, { project, terms, traces: living })
  return living.filter((trace) => matched.has(trace.summary.traceId))
}

export interface Stretch {
  readonly window: StartWindow
  /** The stretch begins after it. */
  readonly after: TracePosition | undefined
  /** How many rows are read; a trace has one for each time it was written. */
  readonly limit: number
}

export interface StretchOfList {
  /** Where there is, or was, a trace, in the list's order. */
  readonly keys: readonly TracePosition[]
  /** The traces at these keys as they stand now. Unsorted. */
  readonly traces: readonly FoundTrace[]
  /** More may follow in the window. */
  readonly isFull: boolean
}

/** The beginning of a window of a list by start, whose filter nearly all traces fit, in one statement. */
export async function readInOrder(
  telemetry: TelemetryStore,
  scope: CandidateScope,
  { window, after, limit }: Stretch,
): Promise<StretchOfList> {
  const { project, order } = scope
  const rows = await telemetry.query<NewestRow>(
    sql`${selectRows(scope)} WHERE project = ${project} AND ${windowCondition(window)}
        AND ${after === undefined ? sql`true` : isAfter(order, after)}
      ORDER BY ${order.orderBy} LIMIT ${limit}`,
    { kind: scope.kind ?? 'interactive', settings: scanSettings },
  )
  const isFull = rows.length === limit
  // All versions of a key follow each other; those of the last one may go on.
  const lastKey = rows.at(-1)
  const whole = isFull && lastKey !== undefined ? rows.filter((row) => keyOf(row) !== keyOf(lastKey)) : rows
  const keys = new Map(whole.map((row) => [keyOf(row), positionOf(row)]))
  return { keys: [...keys.values()], traces: livingOf(whole), isFull }
}

const selectRows = ({ project, filter, order, extra }: CandidateScope): SqlText =>
  sql`SELECT toString(${order.column}) AS value, toString(toUnixTimestamp64Nano(start_time)) AS start_ns,
      toString(toUnixTimestamp64Nano(end_time)) AS end_ns, trace_id, toString(version) AS version, is_deleted, summary,
      toUInt8(${traceColumnConditions(filter)} AND ${extra} AND ${scoredTraces(project, filter, sql`FINAL`)}) AS fits
    FROM traces`

const keyOf = (row: NewestRow): string => row.start_ns + row.trace_id

const livingOf = (rows: readonly NewestRow[]): readonly FoundTrace[] =>
  newestByKey(rows, keyOf)
    .filter((row) => row.is_deleted === 0 && row.fits === 1)
    .map(foundOf)

/** True for all of them, and for nearly nothing else: each column by itself is compared sooner than both as a tuple. */
const isOneOf = (candidates: readonly TracePosition[]): SqlText => {
  const starts = candidates.map((candidate) => timeLiteral(candidate.startNs))
  return sql`start_time IN (${joinSql(starts, ',')}) AND trace_id IN ${candidates.map((candidate) => candidate.traceId)}`
}

const positionOf = (row: NewestRow): TracePosition => ({
  value: BigInt(row.value),
  startNs: BigInt(row.start_ns),
  traceId: row.trace_id,
})

function foundOf(row: NewestRow): FoundTrace {
  return {
    position: positionOf(row),
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
