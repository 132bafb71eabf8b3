import type { MetricGroup } from '@pawl/core'
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
export type MetricsSearch = FilterSearch & { readonly groupBy?: MetricGroup; readonly scoreName?: string }

export function parseMetricsSearch(raw: RawSearch): MetricsSearch {
  const groupBy = metricGroupNames.find((name) => name === textOf(raw.groupBy))
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
