import type { MetricGroup, TraceFilter } from '@pawl/core'
import { type SqlText, sql } from '../../platform/telemetry/index.ts'
import { isRolledRow, type RolledChoice } from './rollup-hours.ts'
import { type RowGroup, spanFacets, spanGroup } from './series-group.ts'
import { bucketOf, type SeriesScope } from './series-rows.ts'
import { spanConditions, traceConditions } from './trace-conditions.ts'

const spanFilters = new Set<keyof TraceFilter>([
  'kind',
  'model',
  'provider',
  'environment',
  'service',
  'release',
  'prompt',
  'status',
  'tool',
])
const isRolledSpanGroup = (key: RowGroup): key is Exclude<MetricGroup, 'score'> =>
  spanFilters.has(key as keyof TraceFilter)

const traceScalars = new Set<keyof TraceFilter>(['environment', 'release', 'status'])
const traceDimensions = ['model', 'provider', 'service', 'tool', 'prompt', 'name'] as const
type TraceDimension = (typeof traceDimensions)[number]
const isTraceDimension = (name: string | undefined): name is TraceDimension =>
  traceDimensions.some((dimension) => dimension === name)
/** By `prompt` a trace is filed under its most exact name only, and by `name` not under its spans' names. */
const filterableDimensions = new Set<string>(['model', 'provider', 'service', 'tool'])

/** What the rollups keep, is asked of their hours, or says nothing by itself: a side without words. */
const asked = new Set<keyof TraceFilter>(['runs', 'from', 'to', 'in'])

function givenFilters(filter: TraceFilter): readonly (keyof TraceFilter)[] {
  const names = Object.keys(filter) as (keyof TraceFilter)[]
  return names.filter((name) => !asked.has(name) && filter[name] !== undefined && filter[name] !== '')
}

/**
 * The rows of the rollups that say what the rows themselves would, in the form of `rawRows`; null where filter or group
 * asks for more than the rollups keep.
 */
export function rolledRows(scope: SeriesScope): ((choice: RolledChoice) => SqlText | null) | null {
  return scope.table === 'spans' ? rolledSpans(scope) : rolledTraces(scope)
}

const measures = sql`count AS n, error_count AS errors, input_tokens AS sum_input, output_tokens AS sum_output,
  total_tokens AS sum_total, cost_nusd AS sum_cost, latency_buckets AS latency_keys, latency_counts AS latency_weights,
  ttft_buckets AS ttft_keys, ttft_counts AS ttft_weights, check_counts AS check_sums, '' AS row_trace, '' AS row_span`

const runCondition = (filter: TraceFilter): SqlText => (filter.runs === 'include' ? sql`true` : sql`is_run = 0`)

function rolledSpans(scope: SeriesScope) {
  const { filter, groupBy, project } = scope
  if (!givenFilters(filter).every((name) => spanFilters.has(name))) return null
  if (groupBy !== undefined && !isRolledSpanGroup(groupBy)) return null
  const table = spanTable(scope)
  const group = groupBy === undefined ? sql`''` : sql`toString(${table.groups[groupBy]})`
  // The columns carry the names that they have in `spans`; whether a row is a run's is kept as a mark.
  const conditions = spanConditions(project, { ...filter, runs: 'include' })
  return (choice: RolledChoice): SqlText | null => {
    const isRolled = isRolledRow(project, choice)
    if (isRolled === null) return null
    return sql`SELECT ${bucketOf(sql`toUnixTimestamp(hour)`, scope.buckets)} AS bucket, ${group} AS grp, ${measures}
      FROM ${table.from}
      WHERE project = ${project} AND ${isRolled} AND ${runCondition(filter)} AND ${conditions}`
  }
}

/** Where filter and group need no two dimensions together, the rows summed by one of them say it all. */
function spanTable({ filter, groupBy }: SeriesScope) {
  const named = new Set<string>([...givenFilters(filter), ...(groupBy === undefined ? [] : [groupBy])])
  const facets = spanFacets.filter((facet) => named.has(facet))
  const [facet = ''] = facets
  // A filter by prompt asks for name and version apart.
  if (facets.length > 1 || givenFilters(filter).includes('prompt')) return { from: sql`span_rollup`, groups: spanGroup }
  const value = facet === '' ? sql`` : sql`, value AS ${columnOf[facet]}`
  const from = sql`(SELECT *${value} FROM span_facet_rollup WHERE dimension = ${facet})`
  return { from, groups: { ...spanGroup, prompt: sql`prompt` } }
}

const columnOf: Readonly<Record<(typeof spanFacets)[number], SqlText>> = {
  kind: sql`kind`,
  model: sql`model`,
  provider: sql`provider`,
  service: sql`service`,
  release: sql`release`,
  prompt: sql`prompt`,
  tool: sql`tool`,
}

function rolledTraces(scope: SeriesScope) {
  const { filter, groupBy, project } = scope
  const special = givenFilters(filter).filter((name) => !traceScalars.has(name))
  const [narrowed] = special
  const value = narrowed === undefined ? undefined : filter[narrowed]
  // Of several values a trace may have two, and would count twice.
  const isNarrowable =
    narrowed === undefined || (filterableDimensions.has(narrowed) && Array.isArray(value) && value.length === 1)
  if (special.length > 1 || !isNarrowable) return null
  const isByDimension = isTraceDimension(groupBy)
  if (groupBy !== undefined && !isByDimension && !traceScalars.has(groupBy as keyof TraceFilter)) return null
  if (narrowed !== undefined && isByDimension) return null
  const group =
    groupBy === undefined ? sql`''` : isByDimension ? sql`value` : sql`toString(${spanGroup[groupBy as 'status']})`
  const isNarrowed = narrowed === undefined ? sql`true` : sql`value = ${(value as readonly string[])[0] ?? ''}`
  const { environment, release, status } = filter
  const scalars: TraceFilter = { environment, release, status, runs: 'include' } as TraceFilter
  return (choice: RolledChoice): SqlText | null => {
    const isRolled = isRolledRow(project, choice)
    if (isRolled === null) return null
    return sql`SELECT ${bucketOf(sql`toUnixTimestamp(hour)`, scope.buckets)} AS bucket, ${group} AS grp, ${measures}
      FROM trace_rollup
      WHERE project = ${project} AND dimension = ${isByDimension ? groupBy : (narrowed ?? '')} AND ${isNarrowed}
        AND ${isRolled} AND ${runCondition(filter)} AND ${traceConditions(project, scalars)}`
  }
}
