import {
  type CheckMeasure,
  checkBit,
  checkMeasures,
  type ObservationScale,
  type SpanCheck,
  type WatchedMetric,
} from '@pawl/core'
import { type QueryKind, type SqlText, sql } from '../../platform/telemetry/index.ts'
import { durationBucketOf } from './rollup-buckets.ts'
import type { SeriesReading } from './series-reading.ts'
import { hasScore, type SeriesScope } from './series-rows.ts'
import { scoredRows } from './series-statements.ts'

/** So many observations of one value in one bin, of which `bucket` is the start in seconds. */
export interface ObservationRow {
  readonly bucket: number
  /** '' where nothing is sliced. */
  readonly slice: string
  readonly value: number
  readonly n: number
}

export interface ObservationChoice {
  readonly metric: WatchedMetric
  /** Figures above this logarithmic bucket are 1, others 0; null for the buckets themselves. */
  readonly limitBucket: number | null
  /** Scores from the lowest to the highest of it are 1 to 0; null for the scores themselves. */
  readonly scoreRange: ObservationScale['range']
  /** Which slices keep their names; undefined for the largest. */
  readonly slices: readonly string[] | undefined
}

export const otherSlices = '(other)'
const mostSlices = 200

/** What a statement reads, and what that costs where a person waits for it. */
export interface CostedStatement {
  readonly statement: SqlText
  readonly kind: QueryKind
}

/** Observations of the metric by bin, slice and value, ascending. */
export function observationStatement(
  scope: SeriesScope,
  reading: SeriesReading,
  choice: ObservationChoice,
): CostedStatement {
  const { rows, isSingle } = observedRows(scope, reading, choice)
  const isSliced = scope.groupBy === undefined ? sql`true` : sql`name != ''`
  const summed = sql`SELECT bucket, name, amount, sum(times) AS total
    FROM (${rows}) WHERE times > 0 AND ${isSliced} GROUP BY bucket, name, amount`
  const statement = sql`SELECT bucket, slice, toFloat64(amount) AS value, sum(total) AS n
    FROM (${bounded(summed, scope, choice.slices)}) GROUP BY bucket, slice, amount ORDER BY bucket, slice, amount`
  return { statement, kind: isSingle ? reading.singleKind : reading.kind }
}

/** What is not among the slices by name counts as one of its own. */
function bounded(rows: SqlText, { groupBy }: SeriesScope, slices: readonly string[] | undefined): SqlText {
  if (groupBy === undefined) return sql`SELECT bucket, name AS slice, amount, total FROM (${rows})`
  if (slices !== undefined) {
    return sql`SELECT bucket, if(name IN ${slices}, name, ${otherSlices}) AS slice, amount, total FROM (${rows})`
  }
  return sql`SELECT bucket, if(position <= ${mostSlices}, name, ${otherSlices}) AS slice, amount, total
    FROM (
      SELECT *, dense_rank() OVER (ORDER BY weight DESC, name) AS position
      FROM (SELECT *, sum(total) OVER (PARTITION BY name) AS weight FROM (${rows}))
    )`
}

/** `bucket`, `name` of the slice, `amount` that was observed, and how many `times`: names that hide no column. */
interface ObservedRows {
  readonly rows: SqlText
  /** Whether the rollups could not help. */
  readonly isSingle: boolean
}

function observedRows(scope: SeriesScope, reading: SeriesReading, choice: ObservationChoice): ObservedRows {
  const { metric, limitBucket } = choice
  switch (metric.measure) {
    case 'request_count':
    case 'response_model':
      return pairsOf(reading, sql`[(1, n)]`)
    case 'error_rate':
      return pairsOf(reading, yesOrNo(sql`errors`, sql`n`))
    case 'latency_ms':
      return pairsOf(reading, weighed(sql`latency_keys`, sql`latency_weights`, limitBucket))
    case 'ttft_ms':
      return pairsOf(reading, weighed(sql`ttft_keys`, sql`ttft_weights`, limitBucket))
    case 'input_tokens':
      return figures(reading, sql`sum_input`, limitBucket)
    case 'output_tokens':
      return figures(reading, sql`sum_output`, limitBucket)
    case 'total_tokens':
      return figures(reading, sql`sum_total`, limitBucket)
    case 'cost_usd':
      return figures(reading, sql`sum_cost`, limitBucket)
    case 'score_mean':
    case 'score_pass_rate':
    case 'label_share':
      return scores(scope, reading, choice)
    case 'tool_error_rate':
    case 'empty_retrieval_rate':
    case 'schema_break_rate':
      return pairsOf(reading, checked(metric.measure))
  }
}

/** Takes each row apart into values and how often they were observed. */
const pairsOf = ({ rows }: SeriesReading, pairs: SqlText): ObservedRows => ({
  rows: sql`SELECT bucket, name, tupleElement(pair, 1) AS amount, tupleElement(pair, 2) AS times
    FROM (SELECT bucket, grp AS name, arrayJoin(${pairs}) AS pair FROM (${rows}))`,
  isSingle: false,
})

const yesOrNo = (yes: SqlText, all: SqlText): SqlText =>
  sql`[(toUInt8(1), toUInt64(${yes})), (toUInt8(0), toUInt64(${all} - ${yes}))]`

function checked(measure: CheckMeasure): SqlText {
  const { asked, failed } = checkMeasures[measure]
  return yesOrNo(sql`check_sums[${checkPlace(failed)}]`, sql`check_sums[${checkPlace(asked)}]`)
}

/** Lists begin at 1; what is past their end is 0. */
const checkPlace = (check: SpanCheck): number => checkBit(check) + 1

const weighed = (keys: SqlText, weights: SqlText, limitBucket: number | null): SqlText =>
  limitBucket === null
    ? sql`arrayZip(${keys}, ${weights})`
    : sql`arrayZip(arrayMap(key -> key > ${limitBucket}, ${keys}), ${weights})`

/** The rollups have sums of these only. A row without the figure says nothing. */
function figures(reading: SeriesReading, column: SqlText, limitBucket: number | null): ObservedRows {
  const bucket = durationBucketOf(column)
  const value = limitBucket === null ? bucket : sql`${bucket} > ${limitBucket}`
  const rows = sql`SELECT bucket, grp AS name, ${value} AS amount, 1 AS times
    FROM (${reading.single(sql`true`)}) WHERE ${column} > 0`
  return { rows, isSingle: true }
}

/** Each score is an observation of its own, at the time of its trace or span. */
function scores(scope: SeriesScope, reading: SeriesReading, choice: ObservationChoice): ObservedRows {
  const { scoreName } = choice.metric
  const scored = scoredRows(scope, reading.single(hasScore(scope, scoreName)), scoreName)
  const { value, isObserved } = scoreValues(choice)
  const rows = sql`SELECT bucket, grp AS name, ${value} AS amount, 1 AS times
    FROM (SELECT bucket, grp, value AS score, label, outcome FROM (${scored})) WHERE ${isObserved}`
  return { rows, isSingle: true }
}

function scoreValues({ metric, scoreRange }: ObservationChoice) {
  if (metric.measure === 'score_pass_rate') {
    return { value: sql`outcome = 'pass'`, isObserved: sql`outcome IN ${['pass', 'fail']}` }
  }
  if (metric.measure === 'label_share') {
    return { value: sql`ifNull(label, '') = ${metric.label ?? ''}`, isObserved: sql`isNotNull(label)` }
  }
  const score = sql`assumeNotNull(score)`
  const isObserved = sql`isNotNull(score)`
  if (scoreRange === null) return { value: score, isObserved }
  const [lowest, highest] = scoreRange
  const badness = sql`(${highest} - ${score}) / ${highest - lowest}`
  return { value: sql`round(least(1., greatest(0., ${badness})), 3)`, isObserved }
}
