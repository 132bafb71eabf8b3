import { joinSql, type SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'
import { checkSums } from './check-sums.ts'
import { durationBucketOf } from './rollup-buckets.ts'
import { startsWithin, stretchesOf } from './rollup-hours.ts'
import { exactPrompts, spanFacets, spanGroup } from './series-group.ts'
import { list } from './series-rows.ts'

const options = { kind: 'background' } as const

/** An hour that was written to since it was settled. */
export interface DirtyHour {
  readonly project: string
  /** Start, seconds since 1970. */
  readonly hourS: number
  /** About how many rows its recomputing reads. */
  readonly rowCount: number
  /** Version of its newest row. */
  readonly newest: bigint
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
  const rows = await telemetry.query<{ project: string; hour_s: number; row_total: number; last_version: string }>(
    sql`SELECT project, toUnixTimestamp(hour) AS hour_s, sum(row_count) AS row_total, toString(max(newest)) AS last_version
      FROM (
        ${written(sql`spans`)}
        UNION ALL ${written(sql`traces`)}
        UNION ALL SELECT project, hour, 0, argMax(span_count + trace_count, revision), max(settled) FROM rollup_hours
        GROUP BY project, hour
      )
      GROUP BY project, hour HAVING max(newest) > max(known) ORDER BY project, hour`,
    options,
  )
  return rows.map((row) => ({
    project: row.project,
    hourS: row.hour_s,
    rowCount: row.row_total,
    newest: BigInt(row.last_version),
  }))
}

/**
 * A number past every revision that was ever begun: rows of a broken run must never be taken for those of a new one. Its last
 * three digits are the server's.
 */
export async function nextRevision(
  telemetry: TelemetryStore,
  { nowMs, slot }: { readonly nowMs: number; readonly slot: number },
): Promise<bigint> {
  const rows = await telemetry.query<{ newest: string }>(
    sql`SELECT toString(greatest((SELECT max(revision) FROM span_rollup), (SELECT max(revision) FROM trace_rollup),
      (SELECT max(revision) FROM rollup_hours))) AS newest`,
    options,
  )
  const newest = BigInt(rows[0]?.newest ?? '0')
  const now = BigInt(nowMs)
  return (now > newest / 1000n ? now : newest / 1000n + 1n) * 1000n + BigInt(slot)
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

function isRolledNow(hours: readonly DirtyHour[]): SqlText {
  const seconds = hours.map((hour) => hour.hourS)
  const projects = [...new Set(hours.map((hour) => hour.project))]
  return sql`project IN (${list(projects)}) AND hour >= ${Math.min(...seconds)} AND hour <= ${Math.max(...seconds)}`
}

const measureColumns = sql`count, error_count, latency_buckets, latency_counts, ttft_buckets, ttft_counts,
  input_tokens, output_tokens, total_tokens, cost_nusd, check_counts`

/** Aggregates of one row of a rollup, as `measures` takes them: a sorted list of buckets costs a third of a summed map. */
const aggregates = sql`count() AS n, countIf(status = 'error') AS errors,
  arraySort(groupArray(${durationBucketOf(sql`duration_ns`)})) AS latency,
  arraySort(groupArrayIf(${durationBucketOf(sql`ttft_ns`)}, ttft_ns > 0)) AS ttft,
  sumForEach(${checkSums}) AS check_sums`

/** How often each value stands in a sorted list; for none of a list that has none. */
const runLengths = (sorted: SqlText): SqlText =>
  sql`CAST(arrayPopFront(arrayDifference(arrayPushBack(
    arrayFilter((place, value, before) -> place = 1 OR value != before, arrayEnumerate(${sorted}), ${sorted},
      arraySlice(arrayPushFront(${sorted}, 0), 1, length(${sorted}))),
    length(${sorted}) + 1))), 'Array(UInt32)')`

const measures = sql`n, errors, arrayCompact(latency), ${runLengths(sql`latency`)}, arrayCompact(ttft),
  ${runLengths(sql`ttft`)}, sum_input, sum_output, sum_total, sum_cost, check_sums`

const noCounts = sql`CAST(map(), 'Map(String, UInt64)')`

/** Computes these hours of `span_rollup` anew, under the batch's revision. */
export async function rollSpans(telemetry: TelemetryStore, { hours, revision }: HourBatch): Promise<void> {
  const dimensions = sql`kind, model, provider, environment, service, release, prompt, prompt_version, status, tool`
  await telemetry.command(
    sql`INSERT INTO span_rollup
        (project, hour, revision, ${dimensions}, is_run, ${measureColumns}, missing_content, redactions)
      SELECT project, row_hour, ${revision}, ${dimensions}, row_is_run, ${measures}, missing, redacted
      FROM (
        SELECT project, toStartOfHour(start_time) AS row_hour, ${dimensions}, run_id != '' AS row_is_run, ${aggregates},
          sum(counted_input_tokens) AS sum_input, sum(counted_output_tokens) AS sum_output,
          sum(counted_total_tokens) AS sum_total, sum(counted_cost_nusd) AS sum_cost,
          sumMap(if(missing_setting = '', ${noCounts}, map(concat(producer, '\n', missing_setting), toUInt64(1)))) AS missing,
          sumMap(if(redactions = '', ${noCounts}, JSONExtract(redactions, 'Map(String, UInt64)'))) AS redacted
        FROM spans FINAL
        WHERE ${isOfHours(hours)}
        GROUP BY project, row_hour, ${dimensions}, row_is_run
      )`,
    options,
  )
}

/** Sums what `rollSpans` wrote of these hours by one dimension at a time. */
export async function rollSpanFacets(telemetry: TelemetryStore, { hours, revision }: HourBatch): Promise<void> {
  const dimensions = sql`dimension, value, environment, status`
  const each = spanFacets.map((name) => sql`(${name}, toString(${spanGroup[name]}))`)
  await telemetry.command(
    sql`INSERT INTO span_facet_rollup (project, hour, revision, ${dimensions}, is_run, ${measureColumns})
      SELECT project, hour, revision, ${dimensions}, is_run, n, errors, latency.1, latency.2, ttft.1, ttft.2,
        sum_input, sum_output, sum_total, sum_cost, check_sums
      FROM (
        SELECT project, hour, revision, place.1 AS dimension, place.2 AS value, environment, status, is_run,
          sum(count) AS n, sum(error_count) AS errors, sumMapWithOverflow(latency_buckets, latency_counts) AS latency,
          sumMapWithOverflow(ttft_buckets, ttft_counts) AS ttft, sum(input_tokens) AS sum_input,
          sum(output_tokens) AS sum_output, sum(total_tokens) AS sum_total, sum(cost_nusd) AS sum_cost, sumForEach(check_counts) AS check_sums
        FROM span_rollup
        ARRAY JOIN [('', ''), ${joinSql(each, ', ')}] AS place
        WHERE ${isRolledNow(hours)} AND revision = ${revision}
        GROUP BY project, hour, revision, ${dimensions}, is_run
      )`,
    options,
  )
}

/** Computes these hours of `trace_rollup` anew, under the batch's revision. */
export async function rollTraces(telemetry: TelemetryStore, { hours, revision }: HourBatch): Promise<void> {
  const each = (dimension: string, values: SqlText) =>
    sql`arrayMap(v -> (${dimension}, toString(v)), emptyArrayToSingle(arrayDistinct(${values})))`
  const dimensions = sql`dimension, value, environment, release, status`
  await telemetry.command(
    sql`INSERT INTO trace_rollup (project, hour, revision, ${dimensions}, is_run, ${measureColumns})
      SELECT project, row_hour, ${revision}, ${dimensions}, row_is_run, ${measures}
      FROM (
        SELECT project, toStartOfHour(start_time) AS row_hour, place.1 AS dimension, place.2 AS value, environment, release,
          status, run_id != '' AS row_is_run, ${aggregates}, sum(input_tokens) AS sum_input,
          sum(output_tokens) AS sum_output, sum(total_tokens) AS sum_total, sum(cost_nusd) AS sum_cost
        FROM traces FINAL
        ARRAY JOIN arrayConcat([('', ''), ('name', toString(name))], ${each('model', sql`models`)},
          ${each('provider', sql`providers`)}, ${each('service', sql`services`)}, ${each('tool', sql`tools`)},
          ${each('prompt', exactPrompts)}) AS place
        WHERE ${isOfHours(hours)}
        GROUP BY project, row_hour, ${dimensions}, row_is_run
      )`,
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
    format: 'JSONCompactEachRow',
    rows: Buffer.from(`${rows.join('\n')}\n`),
  })
}

export async function writeWatermark(telemetry: TelemetryStore, version: bigint): Promise<void> {
  await telemetry.command(sql`INSERT INTO rollup_state (id, version) SELECT 1, ${version}`, options)
}
