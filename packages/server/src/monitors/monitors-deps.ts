import type {
  AlertSlice,
  ChangeMark,
  MetricInterval,
  MetricPoint,
  Observation,
  ObservationsRequest,
  ValueSummary,
  WatchedMetric,
} from '@pawl/core'
import type { ControlStore } from '../platform/control/index.ts'
import type { Logger } from '../platform/log/index.ts'
import type { JobQueue } from '../platform/queue/index.ts'
import type { AlertSink } from './alerts/alert-sink.ts'

export interface RangeOfMetric {
  readonly metric: WatchedMetric
  /** Null for the metric as a whole. */
  readonly slice: AlertSlice | null
  readonly fromMs: number
  /** Not included. */
  readonly toMs: number
}

/** What monitors read of traces: all that they know of the world. */
export interface MetricReader {
  /** Ascending by time. */
  readObservations(project: string, request: ObservationsRequest): Promise<readonly Observation[]>
  readValueSummary(project: string, of: RangeOfMetric): Promise<ValueSummary>
  /** The metric over the range, in its unit; null without observations. */
  readMetricInterval(project: string, of: RangeOfMetric): Promise<MetricInterval | null>
  /** The same for each bin, null where there is nothing. */
  readMetricPoints(project: string, of: RangeOfMetric & { readonly binMs: number }): Promise<readonly MetricPoint[]>
}

/** An evaluator that judges what comes in. */
export interface OnlineEvaluationFacts {
  /** Of the scores that it makes. */
  readonly scoreName: string
  readonly isEnabled: boolean
  /** Everything that came in up to then is judged; null before its first round. */
  readonly judgedUntil: Date | null
}

export interface MonitorsDeps {
  readonly control: ControlStore
  readonly alerts: AlertSink
  /** In the background, behind what people wait for. */
  readonly metrics: MetricReader
  /** For people who wait. */
  readonly shownMetrics: MetricReader
  readonly listChanges: (of: {
    readonly project: string
    readonly from: Date
    readonly to: Date
  }) => Promise<readonly ChangeMark[]>
  readonly onlineEvaluations: (project: string) => Promise<readonly OnlineEvaluationFacts[]>
  readonly queue: Pick<JobQueue, 'schedule'>
  /** Whether telemetry pours in. */
  readonly isUnderLoad: () => boolean
  readonly log: Logger
  readonly now: () => Date
}
