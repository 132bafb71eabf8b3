import {
  assembleSeries,
  chooseBuckets,
  emptyCell,
  type SeriesAnswer,
  type SeriesGroup,
  type SeriesQuery,
  type TraceFilter,
} from '@pawl/core'
import { joinSql, type QueryKind, type SqlText, sql } from '../platform/telemetry/index.ts'
import type { ReadDeps } from './read-deps.ts'
import { type HourState, hoursWithin, readHours, type TimeRange } from './store/rollup-hours.ts'
import { planHours } from './store/rollup-plan.ts'
import { GroupDraft } from './store/series-groups.ts'
import { seriesRange, widestRange } from './store/series-range.ts'
import { rolledRows } from './store/series-rollup.ts'
import { hasScore, rawRows, type SeriesScope, withScoreGroups } from './store/series-rows.ts'
import {
  type QuantileRow,
  quantileStatement,
  type ScoreRow,
  type SumRow,
  scoreStatement,
  sumStatement,
} from './store/series-statements.ts'

/** More rows than this are no longer read at once with what people wait for. */
const heavyRowCount = 300_000

/** How to read the rows of a series, and what that costs. */
interface Reading {
  readonly rows: SqlText
  readonly kind: QueryKind
  /** Of few groups everything can be kept until it is known which are the largest. */
  readonly isOfFewGroups: boolean
  /** The same rows one by one, where each is asked for its trace. */
  readonly single: (extra: SqlText) => SqlText
  readonly singleKind: QueryKind
}

/**
 * A time series, exact whatever has been merged or settled: settled whole hours come from the rollups, the rest from
 * the rows.
 *
 * @throws AppError `bad_request` for an unknown time zone or a range that ends before it starts
 */
export async function readSeries(deps: ReadDeps, project: string, query: SeriesQuery): Promise<SeriesAnswer> {
  const { telemetry } = deps
  const table = query.of
  const nowMs = deps.now().getTime()
  // The ends of the range are looked for while the hours of the widest one are read: a chart waits for each statement.
  const [range, hours] = await Promise.all([
    seriesRange(telemetry, { project, table, query, nowMs }),
    readHours(telemetry, { project, table, range: widestRange(query, nowMs) }),
  ])
  const buckets = chooseBuckets({
    fromMs: Number(range.fromNs / 1_000_000n),
    toMs: Number((range.toNs + 999_999n) / 1_000_000n),
    timeZone: query.timeZone,
  })
  const scope = { project, table, filter: filterOf(query), groupBy: query.groupBy, buckets }
  const reading = chooseReading(scope, range, hoursWithin(hours, range))
  const groups = reading === null ? [] : await readGroups(deps, { scope, query, reading })
  return assembleSeries({ ...buckets, measures: query.measure, groups: groups.length > 0 ? groups : ungrouped(query) })
}

const ungrouped = (query: SeriesQuery): readonly SeriesGroup[] =>
  query.groupBy === undefined ? [{ group: '', cells: new Map(), overall: emptyCell }] : []

function filterOf(query: SeriesQuery): TraceFilter {
  const { of: _of, measure: _measure, groupBy: _groupBy, scoreName: _scoreName, timeZone: _timeZone, ...filter } = query
  return filter
}

/** Null when no hour of the range has a row. */
function chooseReading(scope: SeriesScope, range: TimeRange, hours: readonly HourState[]): Reading | null {
  if (hours.length === 0 || range.fromNs >= range.toNs) return null
  const kindOf = (rowCount: number): QueryKind => (rowCount > heavyRowCount ? 'heavy' : 'interactive')
  const rowCount = hours.reduce((sum, hour) => sum + hour.rowCount, 0)
  const singleKind = kindOf(rowCount)
  const single = (extra: SqlText) => rawRows(scope, { ranges: [range], rowCount }, extra)
  const rolled = rolledRows(scope)
  if (rolled === null) {
    const rows = scope.groupBy === 'score' ? withScoreGroups(scope, single(hasScore(scope))) : single(sql`true`)
    return { rows, kind: singleKind, isOfFewGroups: scope.groupBy === undefined, single, singleKind }
  }
  const plan = planHours(hours, range, scope.buckets.startsMs)
  const raw = plan.raw.length > 0 ? rawRows(scope, { ranges: plan.raw, rowCount: plan.rawRowCount }) : null
  const parts = [rolled(plan), raw].filter((part) => part !== null)
  if (parts.length === 0) return null
  return {
    rows: joinSql(parts, '\nUNION ALL\n'),
    kind: kindOf(plan.rawRowCount),
    isOfFewGroups: true,
    single,
    singleKind,
  }
}

interface GroupsRequest {
  readonly scope: SeriesScope
  readonly query: SeriesQuery
  readonly reading: Reading
}

async function readGroups({ telemetry }: ReadDeps, request: GroupsRequest): Promise<readonly SeriesGroup[]> {
  const { scope, query, reading } = request
  const { kind } = reading
  const isGrouped = query.groupBy !== undefined
  const durations = (['latency', 'ttft'] as const).filter((name) =>
    query.measure.some((measure) => measure.startsWith(`${name}_`)),
  )
  const together = reading.isOfFewGroups ? durations : []
  const statement = sumStatement(reading.rows, { measures: query.measure, isGrouped, durations: together })
  const rows = await telemetry.query<SumRow & QuantileRow>(statement, { kind })
  if (rows.length === 0) return []
  const draft = new GroupDraft(
    scope.buckets.startsMs,
    rows.filter((row) => row.is_overall === 0),
  )
  const names = isGrouped ? draft.names : null
  if (together.length > 0) draft.addQuantiles(rows)
  else if (durations.length > 0) {
    draft.addQuantiles(await telemetry.query<QuantileRow>(quantileStatement(reading.rows, names, durations), { kind }))
  }
  if (query.measure.some((measure) => measure.startsWith('score_'))) {
    const scored = reading.single(hasScore(scope, query.scoreName))
    const statement = scoreStatement(scope, scored, { groups: names, scoreName: query.scoreName })
    draft.addScores(await telemetry.query<ScoreRow>(statement, { kind: reading.singleKind }))
  }
  return draft.groups()
}
