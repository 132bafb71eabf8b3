import type {
  AlertSlice,
  ChangeMark,
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
  readonly fromMs: number
  /** Not included. */
  readonly toMs: number
}

/** What monitors read of traces: all that they know of the world. */
export interface MetricReader {
  /** Ascending by time. */
  readObservations(project: string, request: ObservationsRequest): Promise<readonly Observation[]>
  readValueSummary(project: string, of: RangeOfMetric): Promise<ValueSummary>
  /** One point for each bin. */
  readMetricPoints(
    project: string,
    of: RangeOfMetric & { readonly slice: AlertSlice | null; readonly binMs: number },
  ): Promise<readonly MetricPoint[]>
  listChanges(of: { readonly project: string; readonly from: Date; readonly to: Date }): Promise<readonly ChangeMark[]>
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
  readonly now: () => Date
}

/** What the watching itself needs beside. */
export interface WatchDeps extends MonitorsDeps {
  readonly metrics: MetricReader
  readonly onlineEvaluations: (project: string) => Promise<readonly OnlineEvaluationFacts[]>
  readonly queue: Pick<JobQueue, 'schedule'>
  readonly log: Logger
}
