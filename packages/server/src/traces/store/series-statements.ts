import { checkMeasures, type MetricMeasure } from '@pawl/core'
import { joinSql, type SqlText, sql } from '../../platform/telemetry/index.ts'
import { list, type SeriesScope } from './series-rows.ts'

const maxGroups = 20

/** One bucket of one group. `place` is the group's rank from 1, 0 for those past the largest. Buckets are in seconds. */
export interface SumRow {
  readonly place: number
  readonly is_overall: number
  readonly grp: string
  readonly bucket: number
  readonly n: number
  readonly errors: number
  readonly sum_input: number
  readonly sum_output: number
  readonly sum_total: number
  readonly sum_cost: number
  /** Only where a rate of them is asked for. */
  readonly check_sums?: readonly number[]
}

const sums = ['n', 'errors', 'sum_input', 'sum_output', 'sum_total', 'sum_cost'] as const
const summed = joinSql(
  sums.map((name) => sql`sum(rows.${column(name)}) AS ${column(name)}`),
  ', ',
)

function column(name: (typeof sums)[number]): SqlText {
  const columns = {
    n: sql`n`,
    errors: sql`errors`,
    sum_input: sql`sum_input`,
    sum_output: sql`sum_output`,
    sum_total: sql`sum_total`,
    sum_cost: sql`sum_cost`,
  } as const
  return columns[name]
}

const weightOf: Partial<Record<MetricMeasure, SqlText>> = {
  count: sql`n`,
  input_tokens: sql`sum_input`,
  output_tokens: sql`sum_output`,
  total_tokens: sql`sum_total`,
  cost_usd: sql`sum_cost`,
}

export interface SumQuery {
  readonly measures: readonly MetricMeasure[]
  readonly isGrouped: boolean
  /** Whose quantiles come along: each row is then a `QuantileRow` too, and some are of the whole range. */
  readonly durations: readonly Duration[]
}

/** Sums by bucket. Groups rank by the first measure that adds up, else by their count. */
export function sumStatement(rows: SqlText, { measures, isGrouped, durations }: SumQuery): SqlText {
  const isChecked = measures.some((measure) => measure in checkMeasures)
  const all = isChecked ? sql`${summed}, sumForEach(rows.check_sums) AS check_sums` : summed
  const weight = measures.map((measure) => weightOf[measure]).find((found) => found !== undefined) ?? sql`n`
  const byGroup = sql`SELECT bucket, grp AS group_name, ${joinSql([all, ...stateColumns(durations)], ', ')}
    FROM (${rows}) AS rows GROUP BY bucket, group_name`
  const ranked = isGrouped
    ? sql`SELECT *, dense_rank() OVER (ORDER BY weight DESC, group_name) AS position
        FROM (SELECT *, sum(${weight}) OVER (PARTITION BY group_name) AS weight FROM (${byGroup}))`
    : sql`SELECT *, 1 AS position FROM (${byGroup})`
  const isOverall = durations.length === 0 ? sql`0` : sql`grouping(bucket)`
  const grouped =
    durations.length === 0 ? sql`place, grp, bucket` : sql`GROUPING SETS ((place, grp, bucket), (place, grp))`
  return sql`SELECT if(position <= ${maxGroups}, position, 0) AS place, if(place = 0, '', group_name) AS grp, bucket,
      ${isOverall} AS is_overall, ${joinSql([all, ...mergedColumns(durations)], ', ')}
    FROM (${ranked}) AS rows GROUP BY ${grouped}`
}

/** `place` of each row's group among the largest ones. */
const placeOf = (groups: readonly string[] | null): SqlText =>
  groups === null ? sql`1` : sql`indexOf([${list(groups)}], grp)`

/** Quantiles of one bucket of one group, or (`is_overall`) of the whole range. */
export interface QuantileRow {
  readonly place: number
  readonly bucket: number
  readonly is_overall: number
  /** Empty where nothing lasted. */
  readonly latency?: readonly number[]
  readonly ttft?: readonly number[]
}

const quantileColumns = {
  latency: { keys: sql`latency_keys`, weights: sql`latency_weights`, levels: sql`0.5, 0.95, 0.99`, name: sql`latency` },
  ttft: { keys: sql`ttft_keys`, weights: sql`ttft_weights`, levels: sql`0.5, 0.95`, name: sql`ttft` },
} as const

/** Which durations are asked for: reading the others would double the work. */
export type Duration = keyof typeof quantileColumns

/**
 * Nearest-rank quantiles of the logarithmic buckets, which add up whatever rows they come from. States are merged for
 * the whole range, so that the rows are read once.
 */
export function quantileStatement(
  rows: SqlText,
  groups: readonly string[] | null,
  durations: readonly Duration[],
): SqlText {
  return sql`SELECT place, bucket, grouping(bucket) AS is_overall, ${joinSql(mergedColumns(durations), ', ')}
    FROM (
      SELECT ${placeOf(groups)} AS place, bucket, ${joinSql(stateColumns(durations), ', ')}
      FROM (${rows}) AS rows GROUP BY place, bucket
    ) AS rows
    GROUP BY GROUPING SETS ((place, bucket), (place))`
}

const stateColumns = (durations: readonly Duration[]): readonly SqlText[] =>
  durations.map((duration) => {
    const { keys, weights, levels, name } = quantileColumns[duration]
    return sql`quantilesExactWeightedArrayState(${levels})(${keys}, ${weights}) AS ${name}_state,
      sum(arraySum(${weights})) AS ${name}_n`
  })

const mergedColumns = (durations: readonly Duration[]): readonly SqlText[] =>
  durations.map((duration) => {
    const { levels, name } = quantileColumns[duration]
    return sql`if(sum(rows.${name}_n) = 0, [], quantilesExactWeightedArrayMerge(${levels})(rows.${name}_state)) AS ${name}`
  })

export interface ScoreRow {
  readonly place: number
  readonly bucket: number
  readonly value_sum: number
  readonly value_count: number
  readonly pass_count: number
  readonly fail_count: number
  readonly labelled_count: number
  readonly label_count: number
}

/** Scores of the rows' traces, or of the rows themselves where they are spans. */
export function scoreStatement(
  scope: SeriesScope,
  rows: SqlText,
  choice: {
    readonly groups: readonly string[] | null
    readonly scoreName: string | undefined
    readonly label: string | undefined
  },
): SqlText {
  return sql`SELECT ${placeOf(choice.groups)} AS place, bucket, ifNull(sum(value), 0) AS value_sum, count(value) AS value_count,
      countIf(outcome = 'pass') AS pass_count, countIf(outcome = 'fail') AS fail_count,
      count(label) AS labelled_count, countIf(label = ${choice.label ?? ''}) AS label_count
    FROM (${scoredRows(scope, rows, choice.scoreName)}) GROUP BY place, bucket`
}

/** `bucket`, `grp`, `value`, `label` and `outcome` of each score, of that name if one is given. */
export function scoredRows(scope: SeriesScope, rows: SqlText, scoreName: string | undefined): SqlText {
  const isNamed = scoreName === undefined ? sql`true` : sql`name = ${scoreName}`
  const isSpans = scope.table === 'spans'
  const isSame = isSpans ? sql`row_trace = scored_trace AND row_span = scored_span` : sql`row_trace = scored_trace`
  return sql`SELECT bucket, ${scope.groupBy === 'score' ? sql`score_name` : sql`rows.grp`} AS grp, value, label, outcome
    FROM (${rows}) AS rows INNER JOIN (
      SELECT trace_id AS scored_trace, span_id AS scored_span, toString(name) AS score_name, value, label, outcome
      FROM scores FINAL
      WHERE project = ${scope.project} AND ${isSpans ? sql`span_id != ''` : sql`trace_id != ''`} AND ${isNamed}
    ) AS scored ON ${isSame}`
}
