import {
  dayMs,
  hourMs,
  isQuantileMeasure,
  isSuspicious,
  learnedDays,
  type MonitorMemory,
  type Observation,
  type PastHour,
  relearn,
  type ShiftSettings,
} from '@pawl/core'
import { type LearnRequest, readStreams, type WatchContext } from './watch-context.ts'

/** What is usual up to then. Nothing of a stream that shows something suspicious is learned. */
export async function learnShift(
  context: WatchContext,
  { before, atMs }: LearnRequest,
  settings: ShiftSettings,
): Promise<MonitorMemory> {
  const range = learnedRange(atMs)
  const streams = before?.streams ?? []
  const isCalm = !streams.some((stream) => isSuspicious(stream, settings))
  const scale = before === null || isCalm ? await readScale(context, range) : before.scale
  const past = pastOf(await readStreams(context, { ...range, binMs: hourMs, scale }))
  const learned = relearn(streams, { past, atMs, scale }, settings)
  const isKnown = learned.some(({ slice, usual }) => slice === '' && usual !== null)
  const { project, definition, metrics } = context
  const usual =
    isKnown && (before === null || isCalm)
      ? await metrics.readMetricInterval(project, { metric: definition.metric, slice: null, ...range })
      : (before?.usual ?? null)
  const band = scale.limit === null ? null : await readBand(context, range)
  return { told: [], ...before, atMs, learnedAtMs: atMs, scale, usual, band, streams: learned }
}

export const learnedRange = (atMs: number) => ({ fromMs: atMs - learnedDays * dayMs, toMs: atMs })

/** The quantile that observations are measured against, and the ends of a score. */
export async function readScale(
  { project, definition: { metric }, metrics }: WatchContext,
  range: { readonly fromMs: number; readonly toMs: number },
): Promise<MonitorMemory['scale']> {
  const isQuantile = isQuantileMeasure(metric.measure)
  if (!isQuantile && metric.measure !== 'score_mean') return { limit: null, range: null }
  const { quantile, min, max } = await metrics.readValueSummary(project, { metric, slice: null, ...range })
  if (isQuantile) return { limit: quantile, range: null }
  // Most scores lie between 0 and 1, also when no bad one was seen yet.
  if (min === null || max === null || (min >= 0 && max <= 1)) return { limit: null, range: [0, 1] }
  return { limit: null, range: [min, Math.max(max, min + Number.EPSILON)] }
}

/** Where the watched quantile of a part of the past lies: between one a tenth below it, and one half of the way to the top. */
async function readBand(
  { project, definition: { metric }, metrics }: WatchContext,
  range: { readonly fromMs: number; readonly toMs: number },
): Promise<MonitorMemory['band']> {
  const levels = [metric.quantile - 0.1, (1 + metric.quantile) / 2]
  const [low, high] = await Promise.all(
    levels.map((quantile) =>
      metrics.readValueSummary(project, { metric: { ...metric, quantile }, slice: null, ...range }),
    ),
  )
  if (low?.quantile == null || high?.quantile == null) return null
  return [low.quantile, high.quantile]
}

function pastOf(observations: readonly Observation[]): ReadonlyMap<string, readonly PastHour[]> {
  const past = new Map<string, Map<number, { sum: number; count: number }>>()
  for (const { slice, atMs, value, count } of observations) {
    const hours = past.get(slice) ?? new Map<number, { sum: number; count: number }>()
    past.set(slice, hours)
    const hour = hours.get(atMs) ?? { sum: 0, count: 0 }
    hours.set(atMs, { sum: hour.sum + value * count, count: hour.count + count })
  }
  return new Map(
    [...past].map(([slice, hours]) => [
      slice,
      [...hours].map(([atMs, hour]) => ({ atMs, ...hour })).sort((a, b) => a.atMs - b.atMs),
    ]),
  )
}
