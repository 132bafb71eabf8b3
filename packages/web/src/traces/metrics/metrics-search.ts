import type { MetricGroup, SliceKey } from '@pawl/core'
import { type FilterSearch, parseFilterSearch, type RawSearch, textOf } from '../filter/filter-search.ts'

export const groupLabels = {
  model: 'Model',
  provider: 'Provider',
  kind: 'Kind',
  name: 'Name',
  status: 'Status',
  environment: 'Environment',
  service: 'Service',
  release: 'Release',
  prompt: 'Prompt',
  tool: 'Tool',
  user: 'User',
  tag: 'Tag',
  score: 'Score',
} as const satisfies Record<MetricGroup, string>

export const metricGroupNames = Object.keys(groupLabels) as readonly MetricGroup[]

/** The address of the metrics page. */
export type MetricsSearch = FilterSearch & { readonly groupBy?: SliceKey; readonly scoreName?: string }

const isMetadataKey = (text: string): text is `metadata:${string}` => /^metadata:.{1,200}$/s.test(text)

/** A facet of charts, or `metadata:` and a key. */
export const parseSliceKey = (text: string | undefined): SliceKey | undefined =>
  metricGroupNames.find((name) => name === text) ?? (text !== undefined && isMetadataKey(text) ? text : undefined)

/** The key of the metadata that is meant; undefined for a facet. */
export const metadataKeyOf = (key: SliceKey): string | undefined =>
  isMetadataKey(key) ? key.slice('metadata:'.length) : undefined

export function parseMetricsSearch(raw: RawSearch): MetricsSearch {
  const groupBy = parseSliceKey(textOf(raw.groupBy))
  const scoreName = textOf(raw.scoreName)
  return {
    ...parseFilterSearch(raw),
    ...(groupBy ? { groupBy } : {}),
    ...(scoreName ? { scoreName } : {}),
  }
}

export function metricsFilterOf(search: MetricsSearch): FilterSearch {
  const { groupBy: _groupBy, scoreName: _scoreName, ...filter } = search
  return filter
}
