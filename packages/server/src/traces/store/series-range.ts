import { AppError, type SeriesQuery } from '@pawl/core'
import { sql, type TelemetryStore } from '../../platform/telemetry/index.ts'
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
  const found = from === undefined || to === undefined ? await rowBounds(telemetry, request) : null
  const latestNs = nowNs + 2n * dayNs
  const fromNs = from === undefined ? (found?.fromNs ?? nowNs - dayNs) : instantNs(from)
  const toNs = to === undefined ? max(nowNs, found?.toNs ?? nowNs) : instantNs(to)
  if (from !== undefined && to !== undefined && fromNs >= toNs) {
    throw new AppError('bad_request', 'The range ends before it starts.', {
      where: 'query.to',
      fix: 'Give a `to` that is later than `from`.',
    })
  }
  const range = { fromNs: max(fromNs, earliestNs), toNs: min(toNs, latestNs) }
  return range.fromNs < range.toNs ? range : { fromNs: range.fromNs, toNs: range.fromNs }
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b)
const min = (a: bigint, b: bigint): bigint => (a < b ? a : b)

async function rowBounds(telemetry: TelemetryStore, { project, table }: RangeQuery): Promise<TimeRange | null> {
  const from = table === 'spans' ? sql`spans` : sql`traces`
  const rows = await telemetry.query<{ ns: string }>(
    sql`SELECT toString(toUnixTimestamp64Nano(start_time)) AS ns FROM (
        SELECT start_time FROM (SELECT start_time FROM ${from} WHERE project = ${project} ORDER BY project, start_time LIMIT 1)
        UNION ALL
        SELECT start_time FROM (SELECT start_time FROM ${from} WHERE project = ${project} ORDER BY project DESC, start_time DESC LIMIT 1)
      ) ORDER BY start_time`,
    { kind: 'interactive' },
  )
  const [first, last] = rows
  return first === undefined || last === undefined ? null : { fromNs: BigInt(first.ns), toNs: BigInt(last.ns) + 1n }
}
