import type { TimeBuckets, TraceFilter } from '@pawl/core'
import { joinSql, type SqlText, sql } from '../../platform/telemetry/index.ts'
import { checkSums } from './check-sums.ts'
import { durationBucketOf } from './rollup-buckets.ts'
import { type RolledTable, startsWithin, type TimeRange } from './rollup-hours.ts'
import { groupColumn, type RowGroup } from './series-group.ts'
import { spanConditions, traceConditions } from './trace-conditions.ts'

/** What a series is made of, whichever way it is read. */
export interface SeriesScope {
  readonly project: string
  readonly table: RolledTable
  /** Its time range is asked apart. */
  readonly filter: TraceFilter
  readonly groupBy: RowGroup | undefined
  readonly buckets: TimeBuckets
}

/** The start of the bucket that a number of seconds since 1970 lies in, in the same unit. */
export function bucketOf(seconds: SqlText, { bucketMs, startsMs, endMs }: TimeBuckets): SqlText {
  const starts = startsMs.map((ms) => ms / 1000)
  const widthS = bucketMs / 1000
  const isUniform = [...starts, endMs / 1000].every(
    (start, index, all) => index === 0 || start - (all[index - 1] ?? 0) === widthS,
  )
  if (!isUniform) return sql`toUInt32(roundDown(${seconds}, [${list(starts)}]))`
  const first = starts[0] ?? 0
  return sql`toUInt32(${first} + intDiv(${seconds} - ${first}, ${widthS}) * ${widthS})`
}

export const list = (values: readonly (string | number)[]): SqlText =>
  joinSql(
    values.map((value) => sql`${value}`),
    ',',
  )

const tables = {
  spans: {
    name: sql`spans`,
    key: sql`start_time, trace_id, span_id`,
    conditions: spanConditions,
    rowSpan: sql`toString(span_id)`,
    // What a span counts beside its children: sums over spans never count a figure twice.
    counted: sql`counted_input_tokens AS sum_input, counted_output_tokens AS sum_output,
      counted_total_tokens AS sum_total, counted_cost_nusd AS sum_cost`,
  },
  traces: {
    name: sql`traces`,
    key: sql`start_time, trace_id`,
    conditions: traceConditions,
    rowSpan: sql`''`,
    counted: sql`input_tokens AS sum_input, output_tokens AS sum_output, total_tokens AS sum_total, cost_nusd AS sum_cost`,
  },
} as const

/** Rows to read one by one: when they start, and how many there are about. */
export interface RawChoice {
  readonly ranges: readonly TimeRange[]
  readonly rowCount: number
}

/** Of up to so many rows the newest versions are picked out sooner than FINAL has opened every part for itself. */
const mostSortedRows = 50_000

/** The newest versions of rows, tombstones perhaps among them. */
function newestRows({ table, filter }: SeriesScope, rowCount: number, isWithin: SqlText): SqlText {
  const { name, key } = tables[table]
  // A search for words needs the table itself: it is by the table's index that they are told apart.
  const isSorted = rowCount <= mostSortedRows && (filter.q ?? '') === ''
  if (!isSorted) return sql`${name} FINAL`
  return sql`(SELECT * FROM ${name} WHERE ${isWithin} ORDER BY version DESC LIMIT 1 BY ${key})`
}

/**
 * The rows themselves, each as the sums of one: `bucket`, `grp`, `n`, `errors`, `sum_…`, `check_sums`, and its durations as
 * logarithmic buckets with their counts. The names are those of no column, which an alias would hide from the filter.
 */
export function rawRows(scope: SeriesScope, choice: RawChoice, extra: SqlText = sql`true`): SqlText {
  const { project, groupBy, buckets, filter } = scope
  const table = tables[scope.table]
  const isWithin = sql`project = ${project} AND ${startsWithin(choice.ranges)}`
  return sql`SELECT ${bucketOf(sql`toUnixTimestamp(start_time)`, buckets)} AS bucket,
      ${groupColumn(scope.table, groupBy)} AS grp, toUInt64(1) AS n, toUInt64(status = 'error') AS errors, ${table.counted},
      [${durationBucketOf(sql`duration_ns`)}] AS latency_keys, [toUInt32(1)] AS latency_weights,
      if(ttft_ns = 0, emptyArrayInt16(), [${durationBucketOf(sql`ttft_ns`)}]) AS ttft_keys,
      if(ttft_ns = 0, emptyArrayUInt32(), [toUInt32(1)]) AS ttft_weights,
      ${checkSums} AS check_sums, toString(trace_id) AS row_trace, ${table.rowSpan} AS row_span
    FROM ${newestRows(scope, choice.rowCount, isWithin)}
    WHERE ${isWithin} AND is_deleted = 0 AND ${table.conditions(project, filter)} AND ${extra}`
}

/** True for rows of traces that have a score, of that name if one is given. */
export function hasScore({ project }: SeriesScope, scoreName?: string): SqlText {
  const isNamed = scoreName === undefined ? sql`true` : sql`name = ${scoreName}`
  return sql`trace_id IN (SELECT toFixedString(trace_id, 32) FROM scores FINAL
    WHERE project = ${project} AND length(trace_id) = 32 AND ${isNamed})`
}

/** One row per distinct score name of a trace, or of a span where the series is of spans. */
export function withScoreGroups(scope: SeriesScope, rows: SqlText): SqlText {
  const { project } = scope
  if (scope.table === 'spans') {
    return sql`SELECT rows.* EXCEPT (grp), score_name AS grp FROM (${rows}) AS rows INNER JOIN (
        SELECT DISTINCT trace_id AS scored_trace, span_id AS scored_span, name AS score_name FROM scores FINAL
        WHERE project = ${project} AND span_id != ''
      ) AS scored ON row_trace = scored_trace AND row_span = scored_span`
  }
  return sql`SELECT rows.* EXCEPT (grp), score_name AS grp FROM (${rows}) AS rows INNER JOIN (
      SELECT DISTINCT trace_id AS scored_trace, name AS score_name FROM scores FINAL
      WHERE project = ${project} AND trace_id != ''
    ) AS scored ON row_trace = scored_trace`
}
