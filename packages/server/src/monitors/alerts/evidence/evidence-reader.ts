import type {
  AlertSlice,
  MetricInterval,
  Observation,
  ObservationsRequest,
  TraceList,
  TraceListQuery,
  ValueSummary,
  WatchedMetric,
} from '@pawl/core'

export interface MetricRange {
  readonly metric: WatchedMetric
  readonly slice: AlertSlice | null
  readonly fromMs: number
  /** Not included. */
  readonly toMs: number
}

/** What an alert is explained by: all that it asks of traces. */
export interface EvidenceReader {
  readMetricInterval(project: string, range: MetricRange): Promise<MetricInterval | null>
  readValueSummary(project: string, range: MetricRange): Promise<ValueSummary>
  readObservations(project: string, request: ObservationsRequest): Promise<readonly Observation[]>
  /** Keys of the metadata that part the metric's traces into a few kinds. */
  readMetadataKeys(project: string, range: Omit<MetricRange, 'slice'>): Promise<readonly string[]>
  listTraces(project: string, query: TraceListQuery): Promise<TraceList>
}
