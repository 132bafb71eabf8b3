import type { WatchedMeasure } from '@pawl/core'
import { type FilterSearch, parseFilterSearch } from '../traces/index.ts'
import { measureNames } from './marks/words.ts'

type Raw = Readonly<Record<string, unknown>>

const textOf = (raw: unknown): string | undefined => (typeof raw === 'string' && raw !== '' ? raw : undefined)

const stateChoices = ['open', 'resolved', 'all'] as const
export type AlertStateChoice = (typeof stateChoices)[number]

export interface AlertsSearch {
  readonly state?: AlertStateChoice
  readonly monitor?: string
}

/** What an address says, without what it says wrong. */
export function parseAlertsSearch(raw: Raw): AlertsSearch {
  const state = stateChoices.find((known) => known === raw.state)
  const monitor = textOf(raw.monitor)
  return { ...(state && state !== 'open' && { state }), ...(monitor && { monitor }) }
}

export const chartRanges = ['24h', '7d', '30d', '90d'] as const
export type ChartRange = (typeof chartRanges)[number]

export interface MonitorSearch {
  /** Until now; the last seven days unless told otherwise. */
  readonly range?: ChartRange
  /** Exact times win over a range. */
  readonly from?: string
  readonly to?: string
  /** One value of what the monitor slices by. */
  readonly slice?: string
}

const instantOf = (raw: unknown): string | undefined => {
  const text = textOf(raw)
  return text !== undefined && !Number.isNaN(Date.parse(text)) ? new Date(text).toISOString() : undefined
}

export function parseMonitorSearch(raw: Raw): MonitorSearch {
  const [from, to] = [instantOf(raw.from), instantOf(raw.to)]
  const range = chartRanges.find((known) => known === raw.range)
  const slice = textOf(raw.slice)
  const isExact = from !== undefined && to !== undefined && from < to
  return { ...(isExact ? { from, to } : range && range !== '7d' && { range }), ...(slice && { slice }) }
}

/** What a new monitor starts from: a chart or an evaluator that somebody looked at. */
export type NewMonitorSearch = FilterSearch & { readonly measure?: WatchedMeasure; readonly scoreName?: string }

export function parseNewMonitorSearch(raw: Raw): NewMonitorSearch {
  const measure = measureNames.find((known) => known === raw.measure)
  const scoreName = textOf(raw.scoreName)
  const { from: _from, to: _to, range: _range, id: _id, runs: _runs, ...filter } = parseFilterSearch(raw)
  return { ...filter, ...(measure && { measure }), ...(scoreName && { scoreName }) }
}
