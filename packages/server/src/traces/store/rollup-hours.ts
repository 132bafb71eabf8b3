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

const options = { kind: 'chart' } as const
export const hourNs = 3_600_000_000_000n

interface HourRow {
  readonly hour_s: number
  readonly published: string
  readonly row_total: number
  readonly is_dirty: number
}

/**
 * Which hours the rollups know and which were written to since. An hour that is not in the answer is empty.
 *
 * The watermark is read first, in a statement of its own: read later than the hours, it could vouch for a settling that
 * the hours do not show yet. Rows written meanwhile only make more hours dirty.
 */
export async function readHours(telemetry: TelemetryStore, query: HoursQuery): Promise<readonly HourState[]> {
  const watermark = await recentWatermark(telemetry)
  const rows = await telemetry.query<HourRow>(sql`${hourStates(query, watermark)} ORDER BY hour`, options)
  return rows.map((row) => ({
    hourS: row.hour_s,
    revision: row.published === '0' ? null : row.published,
    isDirty: row.is_dirty === 1,
    rowCount: row.row_total,
  }))
}

/** Those of the hours that a range touches. */
export const hoursWithin = (hours: readonly HourState[], { fromNs, toNs }: TimeRange): readonly HourState[] =>
  hours.filter(({ hourS }) => {
    const startNs = BigInt(hourS) * 1_000_000_000n
    return startNs < toNs && startNs + hourNs > fromNs
  })

/** The rows of a project that the rollups have counted, and the hours that they know nothing or too little of. */
export async function countSettled(
  telemetry: TelemetryStore,
  query: HoursQuery,
): Promise<{ readonly rowCount: number; readonly dirty: readonly TimeRange[] }> {
  const watermark = await recentWatermark(telemetry)
  const [row] = await telemetry.query<{ settled_rows: number; dirty_hours: readonly number[] }>(
    sql`SELECT sumIf(row_total, is_dirty = 0) AS settled_rows, arraySort(groupArrayIf(hour_s, is_dirty = 1)) AS dirty_hours
      FROM (${hourStates(query, watermark)})`,
    options,
  )
  return { rowCount: row?.settled_rows ?? 0, dirty: stretchesOf(row?.dirty_hours ?? []) }
}

function hourStates({ project, table, range }: HoursQuery, watermark: bigint): SqlText {
  const from = sql`fromUnixTimestamp64Nano(${range.fromNs - (range.fromNs % hourNs)}, 'UTC')`
  const to = sql`fromUnixTimestamp64Nano(${range.toNs + ((hourNs - (range.toNs % hourNs)) % hourNs)}, 'UTC')`
  // Rows past an old watermark that an hour was settled with are in its own count.
  return sql`SELECT toUnixTimestamp(hour) AS hour_s, toString(max(revision)) AS published, max(written) > max(settled) AS is_dirty,
      argMaxIf(row_count, revision, revision > 0) + if(is_dirty, sumIf(row_count, revision = 0), 0) AS row_total
    FROM (
      SELECT hour, revision, settled, ${rowCountColumn[table]} AS row_count, toUInt64(0) AS written
      FROM rollup_hours
      WHERE project = ${project} AND hour >= ${from} AND hour < ${to}
      UNION ALL
      SELECT toStartOfHour(start_time) AS hour, 0, 0, count(), max(version)
      FROM ${tableName[table]}
      WHERE project = ${project} AND start_time >= ${from} AND start_time < ${to} AND version > ${watermark}
      GROUP BY hour
    ) GROUP BY hour`
}

/** Hours, ascending in seconds since 1970, as stretches of time; neighbours are joined. */
export function stretchesOf(hours: readonly number[]): readonly TimeRange[] {
  const stretches: TimeRange[] = []
  for (const hourS of hours) {
    const fromNs = BigInt(hourS) * 1_000_000_000n
    const toNs = fromNs + hourNs
    const last = stretches.at(-1)
    if (last?.toNs === fromNs) stretches[stretches.length - 1] = { fromNs: last.fromNs, toNs }
    else stretches.push({ fromNs, toNs })
  }
  return stretches
}

const rowCountColumn: Readonly<Record<RolledTable, SqlText>> = { spans: sql`span_count`, traces: sql`trace_count` }
const tableName: Readonly<Record<RolledTable, SqlText>> = { spans: sql`spans`, traces: sql`traces` }

/** Every row with a version up to it is in the rollups; 0 before the first settling. */
export async function readWatermark(
  telemetry: TelemetryStore,
  kind: 'chart' | 'background' = 'chart',
): Promise<bigint> {
  const rows = await telemetry.query<{ version: string }>(
    sql`SELECT toString(max(version)) AS version FROM rollup_state`,
    { kind },
  )
  return BigInt(rows[0]?.version ?? '0')
}

interface KnownWatermark {
  readonly version: bigint
  readonly readAtMs: number
}

const knownWatermarks = new WeakMap<TelemetryStore, KnownWatermark>()
const recentMs = 5_000

/**
 * A watermark of a while ago, without a statement where one is known. An old one is as right as the newest: it is about
 * rows that are looked through, and an hour's own settling says which of them it has.
 */
async function recentWatermark(telemetry: TelemetryStore): Promise<bigint> {
  const known = knownWatermarks.get(telemetry)
  if (known === undefined) return await learnWatermark(telemetry)
  if (performance.now() - known.readAtMs > recentMs) learnWatermark(telemetry).catch(() => undefined)
  return known.version
}

async function learnWatermark(telemetry: TelemetryStore): Promise<bigint> {
  const readAtMs = performance.now()
  const version = await readWatermark(telemetry)
  knownWatermarks.set(telemetry, { version, readAtMs })
  return version
}

/** True for the rows of a rollup table that a plan takes; null when it takes none. */
export function isRolledRow(project: string, { rolled, rawHours }: RolledChoice): SqlText | null {
  const [first] = rolled
  const last = rolled.at(-1)
  if (first === undefined || last === undefined) return null
  const newest = rolled.map((hour) => BigInt(hour.revision ?? 0)).reduce((a, b) => (a > b ? a : b))
  const between = sql`hour >= ${first.hourS} AND hour <= ${last.hourS}`
  const others = rawHours.length === 0 ? sql`true` : sql`hour NOT IN ${rawHours}`
  // Revisions are published in order, so up to the newest one seen all are there, whenever the engine looks.
  return sql`${between} AND ${others} AND (hour, revision) IN (
    SELECT hour, max(revision) FROM rollup_hours
    WHERE project = ${project} AND ${between} AND revision <= ${newest} GROUP BY hour)`
}

/** Hours to take from the rollups, ascending, and those between them to leave out. */
export interface RolledChoice {
  readonly rolled: readonly HourState[]
  readonly rawHours: readonly number[]
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
