import type { ChangeMark } from '@pawl/core'
import { joinSql, type SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'

export type SeenKind = Exclude<ChangeMark['kind'], 'deployment'>

/** A value of a project's traces with the moment it was seen first. */
export interface FirstSeen {
  readonly kind: SeenKind
  readonly value: string
  readonly isFingerprint: boolean
  /** Start of the hour, seconds since 1970. */
  readonly hourS: number
}

const options = { kind: 'background' } as const

/** Fewer spans may be a slip of the pen. */
const leastSpans = 3
/** What has more values than this is not counted in versions. */
const mostValues = 300

const dimensions = [
  { kind: 'model', dimension: 'model', isVersion: sql`true` },
  { kind: 'release', dimension: 'release', isVersion: sql`true` },
  { kind: 'prompt_version', dimension: 'prompt', isVersion: sql`position(value, '@') > 0` },
] as const satisfies readonly { kind: SeenKind; dimension: string; isVersion: SqlText }[]

/**
 * Models, releases and prompt versions that came up while the project already had traffic, by settled hours. What was there from the
 * project's first hour on is not among them.
 */
export async function readFirstSeen(telemetry: TelemetryStore, project: string): Promise<readonly FirstSeen[]> {
  const of = dimensions.map(
    ({ dimension, isVersion }) => sql`(dimension = ${dimension} AND value != '' AND ${isVersion})`,
  )
  const rows = await telemetry.query<{ dimension: string; value: string; hour_s: number; first_s: number }>(
    sql`SELECT dimension, value, toUnixTimestamp(first_hour) AS hour_s, toUnixTimestamp(min(first_hour) OVER ()) AS first_s
      FROM (
        SELECT dimension, value, min(hour) AS first_hour, sum(count) AS total FROM span_facet_rollup
        WHERE project = ${project} AND is_run = 0 AND (hour, revision) IN (
          SELECT hour, max(revision) FROM rollup_hours WHERE project = ${project} GROUP BY hour)
          AND (dimension = '' OR ${joinSql(of, ' OR ')})
        GROUP BY dimension, value
      )
      WHERE dimension = '' OR total >= ${leastSpans}`,
    options,
  )
  return dimensions.flatMap(({ kind, dimension }) => {
    const own = rows.filter((row) => row.dimension === dimension)
    if (own.length > mostValues) return []
    const isLater = (row: (typeof rows)[number]) => row.hour_s > row.first_s
    return own.filter(isLater).map(({ value, hour_s }) => ({ kind, value, isFingerprint: false, hourS: hour_s }))
  })
}

/** The same of the providers' fingerprints, of which the rollups know nothing. */
export async function readFirstFingerprints(telemetry: TelemetryStore, project: string): Promise<readonly FirstSeen[]> {
  const rows = await telemetry.query<{ fingerprint: string; hour_s: number }>(
    sql`SELECT toString(fingerprint) AS fingerprint, toUnixTimestamp(toStartOfHour(min(start_time))) AS hour_s FROM spans
      WHERE project = ${project} AND fingerprint != '' AND run_id = '' AND is_deleted = 0
      GROUP BY fingerprint HAVING count() >= ${leastSpans}`,
    options,
  )
  if (rows.length > mostValues) return []
  const firstS = Math.min(...rows.map((row) => row.hour_s))
  const later = rows.filter((row) => row.hour_s > firstS)
  return later.map((row) => ({ kind: 'model', value: row.fingerprint, isFingerprint: true, hourS: row.hour_s }))
}

/** Whether any answer of a range has a fingerprint: few providers give one. */
export async function hasFingerprints(
  telemetry: TelemetryStore,
  project: string,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Promise<boolean> {
  const rows = await telemetry.query(
    sql`SELECT 1 FROM spans WHERE project = ${project} AND start_time >= fromUnixTimestamp64Milli(${fromMs}, 'UTC')
      AND start_time < fromUnixTimestamp64Milli(${toMs}, 'UTC') AND fingerprint != '' LIMIT 1`,
    options,
  )
  return rows.length > 0
}

const columnOf: Readonly<Record<SeenKind, SqlText>> = {
  model: sql`model`,
  release: sql`release`,
  prompt_version: sql`concat(prompt, '@', prompt_version)`,
}

/** The first span with the value: when exactly, and where. Null when it has gone since. */
export async function readFirstSpan(
  telemetry: TelemetryStore,
  project: string,
  { kind, value, isFingerprint, hourS }: FirstSeen,
): Promise<{ readonly atMs: number; readonly environment: string; readonly model: string } | null> {
  const [row] = await telemetry.query<{ at_ms: number; environment: string; model: string }>(
    sql`SELECT toUnixTimestamp64Milli(start_time) AS at_ms, toString(environment) AS environment, toString(model) AS model
      FROM spans FINAL
      WHERE project = ${project} AND start_time >= fromUnixTimestamp(${hourS}) AND start_time < fromUnixTimestamp(${hourS + 3600})
        AND run_id = '' AND ${isFingerprint ? sql`fingerprint` : columnOf[kind]} = ${value}
      ORDER BY start_time LIMIT 1`,
    options,
  )
  return row === undefined ? null : { atMs: row.at_ms, environment: row.environment, model: row.model }
}
