import { joinSql, type QueryKind, type SqlText, sql } from '../../platform/telemetry/index.ts'
import type { HourState, TimeRange } from './rollup-hours.ts'
import { planHours } from './rollup-plan.ts'
import { rolledRows } from './series-rollup.ts'
import { hasScore, rawRows, type SeriesScope, withScoreGroups } from './series-rows.ts'

/** More rows than this are no longer read at once with what people wait for. */
const heavyRowCount = 300_000

/** How to read the rows of a series, and what that costs. */
export interface SeriesReading {
  readonly rows: SqlText
  readonly kind: QueryKind
  /** Of few groups everything can be kept until it is known which are the largest. */
  readonly isOfFewGroups: boolean
  /** The same rows one by one, where each is asked for its trace or a figure of its own. */
  readonly single: (extra: SqlText) => SqlText
  readonly singleKind: QueryKind
}

/** Settled whole hours come from the rollups, the rest from the rows. Null when no hour of the range has a row. */
export function chooseReading(scope: SeriesScope, range: TimeRange, hours: readonly HourState[]): SeriesReading | null {
  if (hours.length === 0 || range.fromNs >= range.toNs) return null
  const kindOf = (rowCount: number): QueryKind => (rowCount > heavyRowCount ? 'heavy' : 'chart')
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
