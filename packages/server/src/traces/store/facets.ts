import type { TraceFacet, TraceFilter } from '@pawl/core'
import { joinSql, SqlText, sql, type TelemetryStore } from '../../platform/telemetry/index.ts'
import { timeConditions, traceConditions } from './trace-conditions.ts'

/** The values of each facet in a row of `traces`, as an array. */
const valuesOf: Readonly<Record<Exclude<TraceFacet, 'score'>, SqlText>> = {
  name: new SqlText('[name]'),
  kind: new SqlText('kinds'),
  status: new SqlText(`[if(status = 'error', 'error', 'ok')]`),
  model: new SqlText('models'),
  provider: new SqlText('providers'),
  tool: new SqlText('tools'),
  environment: new SqlText('[environment]'),
  service: new SqlText('services'),
  release: new SqlText('[release]'),
  tag: new SqlText('tags'),
  prompt: new SqlText('prompts'),
  user: new SqlText('[user_id]'),
  metadataKey: new SqlText('mapKeys(metadata)'),
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
}

export interface FacetValue {
  readonly value: string
  readonly count: number
}

const MAX_VALUES = 50

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
  const counted = facets.filter((facet) => facet !== 'score')
  const isNarrowed = (facet: TraceFacet) => filter[fieldOf[facet]] !== undefined
  const together = counted.filter((facet) => !isNarrowed(facet))
  const apart = counted.filter(isNarrowed)
  const passes = [
    ...(together.length > 0 ? [{ facets: together, filter }] : []),
    ...apart.map((facet) => ({ facets: [facet], filter: { ...filter, [fieldOf[facet]]: undefined } })),
  ]
  const results = await Promise.all(passes.map((pass) => countPass(telemetry, { project, ...pass })))
  const scores = facets.includes('score') ? { score: await countScores(telemetry, project, filter) } : {}
  return Object.assign({}, ...results, scores) as Readonly<Record<string, readonly FacetValue[]>>
}

async function countPass(telemetry: TelemetryStore, { project, filter, facets }: FacetsQuery) {
  const columns = facets.map((facet) =>
    facet === 'score'
      ? sql`NULL`
      : sql`sumMap(arrayFilter(v -> v != '', arrayDistinct(arrayMap(v -> toString(v), ${valuesOf[facet]}))),
          arrayMap(v -> toUInt64(1), arrayFilter(v -> v != '', arrayDistinct(arrayMap(v -> toString(v), ${valuesOf[facet]}))))) AS ${new SqlText(facet)}`,
  )
  const [row] = await telemetry.query<Record<string, readonly [readonly string[], readonly number[]]>>(
    sql`SELECT ${joinSql(columns, ', ')} FROM traces FINAL
      WHERE project = ${project} AND ${timeConditions(filter)} AND ${traceConditions(project, filter)}`,
    { kind: 'interactive' },
  )
  return Object.fromEntries(
    facets.map((facet) => {
      const [values, counts] = row?.[facet] ?? [[], []]
      const pairs = values.map((value, index) => ({ value, count: Number(counts[index] ?? 0) }))
      pairs.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
      return [facet, pairs.slice(0, MAX_VALUES)]
    }),
  )
}

async function countScores(
  telemetry: TelemetryStore,
  project: string,
  filter: TraceFilter,
): Promise<readonly FacetValue[]> {
  const { score: _, ...others } = filter
  return await telemetry.query<FacetValue>(
    sql`SELECT name AS value, uniqExact(trace_id) AS count FROM scores FINAL
      WHERE project = ${project} AND trace_id IN (
        SELECT toString(trace_id) FROM traces FINAL
        WHERE project = ${project} AND ${timeConditions(others)} AND ${traceConditions(project, others)})
      GROUP BY name ORDER BY count DESC, value LIMIT ${MAX_VALUES}`,
    { kind: 'interactive' },
  )
}
