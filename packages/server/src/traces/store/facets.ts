import type { TraceFacet, TraceFilter } from '@pawl/core'
import { identifier, joinSql, type SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'
import { timeConditions, traceConditions } from './trace-conditions.ts'

type ScoreFacet = 'score' | 'failedScore'
type ColumnFacet = Exclude<TraceFacet, ScoreFacet>

/** What a row of `traces` has of each facet: one value, or an array of them. */
const valuesOf: Readonly<Record<ColumnFacet, { readonly column: SqlText; readonly isArray: boolean }>> = {
  name: { column: sql`name`, isArray: false },
  kind: { column: sql`kinds`, isArray: true },
  status: { column: sql`if(status = 'error', 'error', 'ok')`, isArray: false },
  model: { column: sql`models`, isArray: true },
  provider: { column: sql`providers`, isArray: true },
  tool: { column: sql`tools`, isArray: true },
  environment: { column: sql`environment`, isArray: false },
  service: { column: sql`services`, isArray: true },
  release: { column: sql`release`, isArray: false },
  tag: { column: sql`tags`, isArray: true },
  prompt: { column: sql`prompts`, isArray: true },
  user: { column: sql`user_id`, isArray: false },
  metadataKey: { column: sql`mapKeys(metadata)`, isArray: true },
}

/** The field of the filter that a facet narrows; a facet leaves its own out, so that its other values can be seen. */
const fieldOf: Readonly<Record<TraceFacet, keyof TraceFilter>> = {
  name: 'name',
  kind: 'kind',
  status: 'status',
  model: 'model',
  provider: 'provider',
  tool: 'tool',
  environment: 'environment',
  service: 'service',
  release: 'release',
  tag: 'tag',
  prompt: 'prompt',
  user: 'user',
  metadataKey: 'metadata',
  score: 'score',
  failedScore: 'score',
}

export interface FacetValue {
  readonly value: string
  readonly count: number
}

const MAX_VALUES = 50
/** Names of scores that are looked through for those that failed most. */
const MAX_SCORES = 1000

/** With 0 the engine's GROUPING would mark what is there, not what is missing. */
const standardGrouping = { force_grouping_standard_compatibility: 1 } as const

export interface FacetsQuery {
  readonly project: string
  readonly filter: TraceFilter
  readonly facets: readonly TraceFacet[]
}

/** How many traces of the filter have each value, most frequent first. Facets that share a filter are counted in one pass. */
export async function countFacets(
  telemetry: TelemetryStore,
  { project, filter, facets }: FacetsQuery,
): Promise<Readonly<Record<string, readonly FacetValue[]>>> {
  const counted = facets.filter((facet) => facet !== 'score' && facet !== 'failedScore')
  const isNarrowed = (facet: TraceFacet) => filter[fieldOf[facet]] !== undefined
  const together = counted.filter((facet) => !isNarrowed(facet))
  const apart = counted.filter(isNarrowed)
  const passes = [
    ...(together.length > 0 ? [{ facets: together, filter }] : []),
    ...apart.map((facet) => ({ facets: [facet], filter: { ...filter, [fieldOf[facet]]: undefined } })),
  ]
  const results = await Promise.all(passes.map((pass) => countPass(telemetry, { project, ...pass })))
  const scoreFacets = facets.filter((facet) => facet === 'score' || facet === 'failedScore')
  const scores = scoreFacets.length > 0 ? await countScores(telemetry, project, filter) : undefined
  const scored = scoreFacets.map((facet) => [facet, scores?.[facet] ?? []] as const)
  return Object.assign({}, ...results, Object.fromEntries(scored)) as Readonly<Record<string, readonly FacetValue[]>>
}

interface Pass {
  readonly project: string
  readonly filter: TraceFilter
  readonly facets: readonly ColumnFacet[]
}

/**
 * Rows are counted by whole arrays first, of which there are few, and those taken apart: three times as fast as counting
 * the values of every row.
 */
async function countPass(telemetry: TelemetryStore, { project, filter, facets }: Pass) {
  const name = (index: number) => identifier(`facet_${index}`)
  const each = (text: (index: number, facet: ColumnFacet) => SqlText) =>
    joinSql(
      facets.map((facet, index) => text(index, facet)),
      ', ',
    )
  const values = each((index, facet) =>
    valuesOf[facet].isArray ? sql`arrayMap(v -> toString(v), ${name(index)})` : sql`[toString(${name(index)})]`,
  )
  const rows = await telemetry.query<FacetValue & { readonly mask: number }>(
    sql`SELECT mask, value, sum(trace_count) AS count
      FROM (
        SELECT ${each((index, facet) => sql`${valuesOf[facet].column} AS ${name(index)}`)},
          grouping(${each(name)}) AS mask, count() AS trace_count
        FROM traces FINAL
        WHERE project = ${project} AND ${timeConditions(filter)} AND ${traceConditions(project, filter)}
        GROUP BY GROUPING SETS (${each((index) => sql`(${name(index)})`)})
      )
      ARRAY JOIN arrayFilter(v -> v != '', arrayDistinct(arrayConcat(${values}))) AS value
      GROUP BY mask, value ORDER BY count DESC, value LIMIT ${MAX_VALUES} BY mask`,
    { kind: 'heavy', settings: standardGrouping },
  )
  return Object.fromEntries(
    facets.map((facet, index) => {
      const mask = 2 ** facets.length - 1 - 2 ** (facets.length - 1 - index)
      return [facet, rows.filter((row) => row.mask === mask).map(({ value, count }) => ({ value, count }))]
    }),
  )
}

interface ScoreCount {
  /** '' over all names. */
  readonly name: string
  readonly is_all: number
  readonly count: number
  readonly failed: number
}

/** Traces by name of a score, and by condition on a score that failed: `name:fail`, and `*:fail` for any. */
async function countScores(
  telemetry: TelemetryStore,
  project: string,
  filter: TraceFilter,
): Promise<Readonly<Record<ScoreFacet, readonly FacetValue[]>>> {
  const { score: _, ...others } = filter
  const rows = await telemetry.query<ScoreCount>(
    sql`SELECT name, grouping(name) AS is_all, uniqExact(trace_id) AS count,
        uniqExactIf(trace_id, outcome = 'fail') AS failed
      FROM scores FINAL
      WHERE project = ${project} AND trace_id IN (
        SELECT toString(trace_id) FROM traces FINAL
        WHERE project = ${project} AND ${timeConditions(others)} AND ${traceConditions(project, others)})
      GROUP BY GROUPING SETS ((name), ()) HAVING count > 0
      ORDER BY is_all DESC, count DESC, name LIMIT ${MAX_SCORES}`,
    { kind: 'heavy', settings: standardGrouping },
  )
  const named = rows.filter((row) => row.is_all === 0)
  const failed = rows.filter((row) => row.failed > 0).toSorted((a, b) => b.is_all - a.is_all || b.failed - a.failed)
  return {
    score: named.slice(0, MAX_VALUES).map(({ name, count }) => ({ value: name, count })),
    failedScore: failed
      .slice(0, MAX_VALUES)
      .map((row) => ({ value: `${row.is_all === 1 ? '*' : row.name}:fail`, count: row.failed })),
  }
}
