import {
  type MonitorDefinition,
  type MonitorMemory,
  metricFacts,
  type Observation,
  type ObservationsRequest,
  type ShiftSettings,
  type WatchRule,
} from '@pawl/core'
import type { MetricReader } from '../monitors-deps.ts'

/** What going over a monitor's streams needs, whatever its rule. */
export interface WatchContext {
  readonly project: string
  readonly definition: MonitorDefinition
  readonly metrics: WatchReader
  /** Of what is gone over; what is learned from are hours. */
  readonly binMs: number
  /** For tests that permute: the same for the same monitor. */
  readonly seed: string
  readonly kind: RuleKind
}

export type WatchReader = Pick<MetricReader, 'readObservations' | 'readValueSummary' | 'readMetricInterval'>

/** In what the kinds of rules differ. */
export interface RuleKind {
  /** For shifts alone. */
  readonly settings: ShiftSettings | null
  /** Bins without observations say something, too. */
  readonly isEveryBin: boolean
  /** So much before what is gone over is read as well. */
  readonly leadMs: number
  open(memory: MonitorMemory): WatchRule
  /** What is usual for the streams up to a time. */
  learn(context: WatchContext, request: LearnRequest): Promise<MonitorMemory>
  /** Whether enough was learned to begin with. */
  isReady(memory: MonitorMemory): boolean
}

export interface LearnRequest {
  readonly before: MonitorMemory | null
  /** The usual is what came before: the start of an hour. */
  readonly atMs: number
}

/** Names that readers give to what is no slice: those without the facet, and the rest of too many. */
const noSlices: ReadonlySet<string> = new Set(['', '(other)'])

/** The observations of all (slice '') and of each slice, in one list. Of what answers, each value is a slice, and there is no whole. */
export async function readStreams(
  { project, definition: { metric, sliceBy }, metrics }: WatchContext,
  range: Omit<ObservationsRequest, 'metric' | 'sliceBy'>,
): Promise<readonly Observation[]> {
  const { slices, ...times } = range
  // Without any figure there is nothing to measure others against.
  if (metricFacts[metric.measure].observation === 'figure' && range.scale.limit === null) return []
  const request = { metric, ...times }
  if (metric.measure === 'response_model') {
    const answers = await metrics.readObservations(project, { ...request, sliceBy: 'model' })
    return answers.filter(({ slice }) => !noSlices.has(slice))
  }
  const [whole, sliced] = await Promise.all([
    metrics.readObservations(project, { ...request, sliceBy: null }),
    sliceBy === null || range.slices?.length === 0
      ? []
      : metrics.readObservations(project, { ...request, sliceBy, ...(slices === undefined ? {} : { slices }) }),
  ])
  return [...whole, ...sliced.filter(({ slice }) => !noSlices.has(slice))]
}
