import {
  assembleSeries,
  chooseBuckets,
  emptyCell,
  type SeriesAnswer,
  type SeriesGroup,
  type SeriesQuery,
  type TraceFilter,
} from '@pawl/core'
import type { ReadDeps } from './read-deps.ts'
import { hoursWithin, readHours } from './store/rollup-hours.ts'
import { GroupDraft } from './store/series-groups.ts'
import { seriesRange, widestRange } from './store/series-range.ts'
import { chooseReading, type SeriesReading } from './store/series-reading.ts'
import { hasScore, type SeriesScope } from './store/series-rows.ts'
import {
  type QuantileRow,
  quantileStatement,
  type ScoreRow,
  type SumRow,
  scoreStatement,
  sumStatement,
} from './store/series-statements.ts'

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
  const { of: _of, measure: _measure, groupBy: _groupBy, timeZone: _timeZone, ...rest } = query
  const { scoreName: _scoreName, label: _label, ...filter } = rest
  return filter
}

interface GroupsRequest {
  readonly scope: SeriesScope
  readonly query: SeriesQuery
  readonly reading: SeriesReading
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
  if (query.measure.some((measure) => measure.startsWith('score_') || measure === 'label_share')) {
    const scored = reading.single(hasScore(scope, query.scoreName))
    const statement = scoreStatement(scope, scored, { groups: names, scoreName: query.scoreName, label: query.label })
    draft.addScores(await telemetry.query<ScoreRow>(statement, { kind: reading.singleKind }))
  }
  return draft.groups()
}
