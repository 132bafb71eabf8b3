import { AppError, type SeriesQuery } from '@pawl/core'
import { type SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'
import type { RolledTable, TimeRange } from './rollup-hours.ts'

const dayNs = 86_400_000_000_000n
/** Spans that say they are older are filed by their receive time. */
const earliestNs = BigInt(Date.UTC(2000, 0, 1)) * 1_000_000n

/** Nanoseconds since 1970 of an ISO 8601 time, whose fraction may have more digits than a Date keeps. */
export function instantNs(text: string): bigint {
  const [, fraction = ''] = /\.(\d+)/.exec(text) ?? []
  const seconds = Math.floor(Date.parse(text) / 1000)
  return BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0').slice(0, 9))
}

export interface RangeQuery {
  readonly project: string
  readonly table: RolledTable
  readonly query: Pick<SeriesQuery, 'from' | 'to'>
  readonly nowMs: number
}

/**
 * The asked range, kept to the years in which rows can be. A side that is not given is where the project's rows begin,
 * or where they end and at least now.
 *
 * @throws AppError `bad_request` when it ends before it starts
 */
export async function seriesRange(telemetry: TelemetryStore, request: RangeQuery): Promise<TimeRange> {
  const { from, to } = request.query
  const nowNs = BigInt(request.nowMs) * 1_000_000n
  const found = await rowBounds(telemetry, request)
  const fromNs = from === undefined ? (found.fromNs ?? nowNs - dayNs) : instantNs(from)
  const toNs = to === undefined ? max(nowNs, found.toNs ?? nowNs) : instantNs(to)
  if (from !== undefined && to !== undefined && fromNs >= toNs) {
    throw new AppError('bad_request', 'The range ends before it starts.', {
      where: 'query.to',
      fix: 'Give a `to` that is later than `from`.',
    })
  }
  const range = { fromNs: max(fromNs, earliestNs), toNs: min(toNs, latestNs(request.nowMs)) }
  return range.fromNs < range.toNs ? range : { fromNs: range.fromNs, toNs: range.fromNs }
}

/** What `seriesRange` can find at most, without a look at the rows. */
export function widestRange({ from, to }: RangeQuery['query'], nowMs: number): TimeRange {
  return {
    fromNs: from === undefined ? earliestNs : max(instantNs(from), earliestNs),
    toNs: to === undefined ? latestNs(nowMs) : min(instantNs(to), latestNs(nowMs)),
  }
}

const latestNs = (nowMs: number): bigint => BigInt(nowMs) * 1_000_000n + 2n * dayNs

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b)
const min = (a: bigint, b: bigint): bigint => (a < b ? a : b)

/** Null on a side that was given. Rows lie at most two days ahead: only those are looked at for the end. */
async function rowBounds(
  telemetry: TelemetryStore,
  { project, table, query, nowMs }: RangeQuery,
): Promise<{ readonly fromNs: bigint | null; readonly toNs: bigint | null }> {
  const rows = sql`FROM ${table === 'spans' ? sql`spans` : sql`traces`} WHERE project = ${project}`
  const ns = async (select: SqlText): Promise<bigint | null> => {
    const [row] = await telemetry.query<{ ns: string }>(
      sql`SELECT toString(toUnixTimestamp64Nano(start_time)) AS ns FROM (${select})`,
      { kind: 'chart' },
    )
    return row === undefined ? null : BigInt(row.ns)
  }
  const [first, last] = await Promise.all([
    query.from === undefined ? ns(sql`SELECT start_time ${rows} ORDER BY project, start_time LIMIT 1`) : null,
    query.to === undefined
      ? ns(sql`SELECT start_time ${rows} AND start_time > fromUnixTimestamp64Milli(${nowMs}, 'UTC')
          ORDER BY project DESC, start_time DESC LIMIT 1`)
      : null,
  ])
  return { fromNs: first, toNs: last === null ? null : last + 1n }
}
