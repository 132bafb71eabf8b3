import type { WatchedMetric } from '../../traces/index.ts'
import { isQuantileMeasure } from '../definition/kind-of-measure.ts'
import type { MonitorMemory, Stream } from './memory.ts'
import { detectorOf, type ShiftSettings } from './watch-shifts.ts'

/** What a mean of observations (1 is worst) is in the metric's unit; null where it is none: shares above a quantile, strays of counts. */
export function figureOf({ measure }: WatchedMetric, scale: MonitorMemory['scale'], mean: number): number | null {
  if (isQuantileMeasure(measure) || measure === 'request_count') return null
  if (measure === 'score_pass_rate') return 1 - mean
  if (measure !== 'score_mean') return mean
  const [low, high] = scale.range ?? [0, 1]
  return high - mean * (high - low)
}

/** How far the evidence has come of what an alarm needs, from 0 to 1, on the logarithmic scale that it grows on. */
export function evidenceOf(stream: Stream, settings: ShiftSettings): number {
  if (stream.usual === null || stream.shift !== null) return stream.shift === null ? 0 : 1
  const { evidence, threshold } = detectorOf(stream, settings)
  return Math.min(1, Math.log1p(evidence) / Math.log1p(threshold))
}
