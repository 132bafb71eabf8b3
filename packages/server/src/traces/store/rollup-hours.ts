import { joinSql, type SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'

export type RolledTable = 'spans' | 'traces'

/** A stretch of time; `to` is exclusive. */
export interface TimeRange {
  readonly fromNs: bigint
  readonly toNs: bigint
}

/** One UTC hour that has, or had, rows. */
export interface HourState {
  /** Start, seconds since 1970. */
  readonly hourS: number
  /** Which rows of the rollups are this hour's; null before its first settling. */
  readonly revision: string | null
  /** Whether rows were written that the rollups do not know. */
  readonly isDirty: boolean
  /** Rows of the table as of the settling; unsettled ones are added, so that it is at most too large. */
  readonly rowCount: number
}

export interface HoursQuery {
  readonly project: string
  readonly table: RolledTable
  readonly range: TimeRange
}

const options = { kind: 'interactive' } as const
export const hourNs = 3_600_000_000_000n

interface HourRow {
  readonly hour_s: number
  readonly published: string
  readonly known: string
  readonly row_total: number
  readonly newest: string
}

/**
 * Which hours the rollups know and which were written to since. An hour that is not in the answer is empty.
 *
 * The watermark is read first, in a statement of its own: read later than the hours, it could vouch for a settling that
 * the hours do not show yet. Rows written meanwhile only make more hours dirty.
 */
export async function readHours(telemetry: TelemetryStore, query: HoursQuery): Promise<readonly HourState[]> {
  const { project, table, range } = query
  const watermark = await readWatermark(telemetry)
  const from = sql`fromUnixTimestamp64Nano(${range.fromNs - (range.fromNs % hourNs)}, 'UTC')`
  const to = sql`fromUnixTimestamp64Nano(${range.toNs + ((hourNs - (range.toNs % hourNs)) % hourNs)}, 'UTC')`
  const rows = await telemetry.query<HourRow>(
    sql`SELECT toUnixTimestamp(hour) AS hour_s, toString(max(revision)) AS published, toString(max(settled)) AS known,
        sum(row_count) AS row_total, toString(max(written)) AS newest
      FROM (
        SELECT hour, revision, settled, ${rowCountColumn[table]} AS row_count, toUInt64(0) AS written
        FROM rollup_hours FINAL
        WHERE project = ${project} AND hour >= ${from} AND hour < ${to}
        UNION ALL
        SELECT toStartOfHour(start_time) AS hour, 0, 0, count(), max(version)
        FROM ${tableName[table]}
        WHERE project = ${project} AND start_time >= ${from} AND start_time < ${to} AND version > ${watermark}
        GROUP BY hour
      ) GROUP BY hour ORDER BY hour`,
    options,
  )
  return rows.map((row) => ({
    hourS: row.hour_s,
    revision: row.published === '0' ? null : row.published,
    isDirty: BigInt(row.newest) > BigInt(row.known),
    rowCount: row.row_total,
  }))
}

const rowCountColumn: Readonly<Record<RolledTable, SqlText>> = { spans: sql`span_count`, traces: sql`trace_count` }
const tableName: Readonly<Record<RolledTable, SqlText>> = { spans: sql`spans`, traces: sql`traces` }

/** Every row with a version up to it is in the rollups; 0 before the first settling. */
export async function readWatermark(telemetry: TelemetryStore, kind: 'interactive' | 'background' = 'interactive') {
  const rows = await telemetry.query<{ version: string }>(
    sql`SELECT toString(max(version)) AS version FROM rollup_state`,
    { kind },
  )
  return BigInt(rows[0]?.version ?? '0')
}

/** True for the rows of these hours in a rollup table. Null when there are none. */
export function isRolledRow(hours: readonly HourState[]): SqlText | null {
  const pairs = hours.flatMap(({ hourS, revision }) =>
    revision === null ? [] : [sql`(${hourS}, ${BigInt(revision)})`],
  )
  if (pairs.length === 0) return null
  const revisions = [...new Set(hours.flatMap(({ revision }) => revision ?? []))].map((revision) => BigInt(revision))
  const first = Math.min(...hours.map((hour) => hour.hourS))
  const last = Math.max(...hours.map((hour) => hour.hourS))
  return sql`hour >= ${first} AND hour <= ${last} AND revision IN ${revisions} AND (hour, revision) IN (${joinSql(pairs, ',')})`
}

/** True for rows that start in one of these stretches; false without any. */
export function startsWithin(ranges: readonly TimeRange[]): SqlText {
  if (ranges.length === 0) return sql`false`
  const each = ranges.map(
    ({ fromNs, toNs }) =>
      sql`start_time >= fromUnixTimestamp64Nano(${fromNs}, 'UTC') AND start_time < fromUnixTimestamp64Nano(${toNs}, 'UTC')`,
  )
  return sql`(${joinSql(each, ' OR ')})`
}
