import { joinSql, type SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'
import { durationBucketOf } from './rollup-buckets.ts'
import { startsWithin, stretchesOf } from './rollup-hours.ts'
import { exactPrompts } from './series-group.ts'

const options = { kind: 'background' } as const

/** An hour that was written to since it was settled. */
export interface DirtyHour {
  readonly project: string
  /** Start, seconds since 1970. */
  readonly hourS: number
  /** About how many rows its recomputing reads. */
  readonly rowCount: number
}

/**
 * Hours with rows of a version past the watermark, up to `committed`, that the rollups do not have yet. Tombstones count:
 * they take rows away.
 */
export async function readDirtyHours(
  telemetry: TelemetryStore,
  versions: { readonly watermark: bigint; readonly committed: bigint },
): Promise<readonly DirtyHour[]> {
  const { watermark, committed } = versions
  const written = (table: SqlText) => sql`SELECT project, toStartOfHour(start_time) AS hour, max(version) AS newest,
      count() AS row_count, toUInt64(0) AS known
    FROM ${table} WHERE version > ${watermark} AND version <= ${committed} GROUP BY project, hour`
  const rows = await telemetry.query<{ project: string; hour_s: number; row_total: number }>(
    sql`SELECT project, toUnixTimestamp(hour) AS hour_s, sum(row_count) AS row_total
      FROM (
        ${written(sql`spans`)}
        UNION ALL ${written(sql`traces`)}
        UNION ALL SELECT project, hour, 0, argMax(span_count + trace_count, revision), max(settled) FROM rollup_hours
        GROUP BY project, hour
      )
      GROUP BY project, hour HAVING max(newest) > max(known) ORDER BY project, hour`,
    options,
  )
  return rows.map((row) => ({ project: row.project, hourS: row.hour_s, rowCount: row.row_total }))
}

/** A number past every revision that was ever begun: rows of a broken run must never be taken for those of a new one. */
export async function nextRevision(telemetry: TelemetryStore, nowMs: number): Promise<bigint> {
  const rows = await telemetry.query<{ newest: string }>(
    sql`SELECT toString(greatest((SELECT max(revision) FROM span_rollup), (SELECT max(revision) FROM trace_rollup),
      (SELECT max(revision) FROM rollup_hours))) AS newest`,
    options,
  )
  const newest = BigInt(rows[0]?.newest ?? '0')
  const now = BigInt(nowMs) * 1000n
  return now > newest ? now : newest + 1n
}

export interface HourBatch {
  readonly hours: readonly DirtyHour[]
  readonly revision: bigint
}

function isOfHours(hours: readonly DirtyHour[]): SqlText {
  const projects = [...new Set(hours.map((hour) => hour.project))]
  const each = projects.map((project) => {
    const own = hours.filter((hour) => hour.project === project)
    return sql`(project = ${project} AND ${startsWithin(stretchesOf(own.map((hour) => hour.hourS)))})`
  })
  return joinSql(each, ' OR ')
}

const histogram = (column: SqlText, name: SqlText): SqlText =>
  sql`sumMapIf([${durationBucketOf(column)}], [toUInt32(1)], ${name})`

const measureColumns = sql`count, error_count, latency_buckets, latency_counts, ttft_buckets, ttft_counts,
  input_tokens, output_tokens, total_tokens, cost_nusd`

const durationMeasures = sql`count(), countIf(status = 'error'),
  (${histogram(sql`duration_ns`, sql`true`)} AS latency).1, latency.2,
  (${histogram(sql`ttft_ns`, sql`ttft_ns > 0`)} AS ttft).1, ttft.2`

const noCounts = sql`CAST(map(), 'Map(String, UInt64)')`

/** Computes these hours of `span_rollup` anew, under the batch's revision. */
export async function rollSpans(telemetry: TelemetryStore, { hours, revision }: HourBatch): Promise<void> {
  const dimensions = sql`kind, model, provider, environment, service, release, prompt, prompt_version, status, tool`
  await telemetry.command(
    sql`INSERT INTO span_rollup (project, hour, revision, ${dimensions}, is_run, ${measureColumns}, missing_content, redactions)
      SELECT project, toStartOfHour(start_time) AS row_hour, ${revision}, ${dimensions}, run_id != '' AS row_is_run,
        ${durationMeasures}, sum(counted_input_tokens), sum(counted_output_tokens), sum(counted_total_tokens),
        sum(counted_cost_nusd),
        sumMap(if(missing_setting = '', ${noCounts}, map(concat(producer, '\n', missing_setting), toUInt64(1)))),
        sumMap(if(redactions = '', ${noCounts}, JSONExtract(redactions, 'Map(String, UInt64)')))
      FROM spans FINAL
      WHERE ${isOfHours(hours)}
      GROUP BY project, row_hour, ${dimensions}, row_is_run`,
    options,
  )
}

/** Computes these hours of `trace_rollup` anew, under the batch's revision. */
export async function rollTraces(telemetry: TelemetryStore, { hours, revision }: HourBatch): Promise<void> {
  const each = (dimension: string, values: SqlText) =>
    sql`arrayMap(v -> (${dimension}, toString(v)), emptyArrayToSingle(arrayDistinct(${values})))`
  await telemetry.command(
    sql`INSERT INTO trace_rollup (project, hour, revision, dimension, value, environment, release, status, is_run, ${measureColumns})
      SELECT project, toStartOfHour(start_time) AS row_hour, ${revision}, place.1 AS dimension, place.2 AS value,
        environment, release, status, run_id != '' AS row_is_run,
        ${durationMeasures}, sum(input_tokens), sum(output_tokens), sum(total_tokens), sum(cost_nusd)
      FROM traces FINAL
      ARRAY JOIN arrayConcat([('', ''), ('name', toString(name))], ${each('model', sql`models`)},
        ${each('provider', sql`providers`)}, ${each('service', sql`services`)}, ${each('tool', sql`tools`)},
        ${each('prompt', exactPrompts)}) AS place
      WHERE ${isOfHours(hours)}
      GROUP BY project, row_hour, dimension, value, environment, release, status, row_is_run`,
    options,
  )
}

/** Makes a batch's rows the ones that count. `settled`: every version up to it is in them. */
export async function publishHours(
  telemetry: TelemetryStore,
  { hours, revision, settled }: HourBatch & { readonly settled: bigint },
): Promise<void> {
  const counts = await telemetry.query<{ project: string; hour_s: number; span_count: number; trace_count: number }>(
    sql`SELECT project, toUnixTimestamp(hour) AS hour_s, sum(spans) AS span_count, sum(traces) AS trace_count FROM (
        SELECT project, hour, sum(count) AS spans, 0 AS traces FROM span_rollup WHERE revision = ${revision} GROUP BY project, hour
        UNION ALL
        SELECT project, hour, 0, sum(count) FROM trace_rollup
        WHERE revision = ${revision} AND dimension = '' GROUP BY project, hour
      ) GROUP BY project, hour`,
    options,
  )
  const countOf = new Map(counts.map((row) => [`${row.hour_s} ${row.project}`, row]))
  const rows = hours.map(({ project, hourS }) => {
    const found = countOf.get(`${hourS} ${project}`)
    return JSON.stringify([
      project,
      hourS,
      String(revision),
      String(settled),
      found?.span_count ?? 0,
      found?.trace_count ?? 0,
    ])
  })
  await telemetry.insert({
    table: 'rollup_hours',
    columns: ['project', 'hour', 'revision', 'settled', 'span_count', 'trace_count'],
    rows: Buffer.from(`${rows.join('\n')}\n`),
  })
}

export async function writeWatermark(telemetry: TelemetryStore, version: bigint): Promise<void> {
  await telemetry.command(sql`INSERT INTO rollup_state (id, version) SELECT 1, ${version}`, options)
}
