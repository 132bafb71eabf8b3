import { defaultConfidence, twoSidedZ, wilsonInterval } from '../intervals/index.ts'
import { metricFacts } from './metric-facts.ts'
import type { MetricInterval, WatchedMetric } from './watched-metric.ts'

/** So many observations of one value, in the unit of the metric. */
export interface ObservedValue {
  readonly value: number
  readonly count: number
}

/**
 * The figure that observations add up to, with 95 % confidence: a share, a mean, a quantile of durations, tokens or dollars, or
 * requests an hour.
 *
 * @param rangeMs how long was looked, which counts are divided by
 * @returns null without observations, but for requests: none is 0 an hour
 */
export function metricInterval(
  metric: Pick<WatchedMetric, 'measure' | 'quantile'>,
  observed: readonly ObservedValue[],
  rangeMs: number,
): MetricInterval | null {
  const count = observed.reduce((sum, each) => sum + each.count, 0)
  const { observation, unit } = metricFacts[metric.measure]
  if (unit === 'per_hour') return ratePerHour(count, rangeMs / 3_600_000)
  if (count === 0) return null
  switch (observation) {
    case 'yes_or_no':
    case 'event':
      return shareOf(observed, count)
    case 'value':
      return meanOf(observed, count)
    case 'figure':
      return quantileOf(observed, count, metric.quantile)
  }
}

/** Wilson's interval. */
function shareOf(observed: readonly ObservedValue[], count: number): MetricInterval {
  const value = sumOf(observed) / count
  return { value, ...wilsonInterval(value, count), count }
}

/**
 * Of values between 0 and 1 Wilson's interval at as many yes-or-no observations as say as much: values vary less. One more
 * observation of the most that could vary is counted in, so that a few equal ones are not taken for certainty.
 */
function meanOf(observed: readonly ObservedValue[], count: number): MetricInterval {
  const value = sumOf(observed) / count
  const squares = observed.reduce((sum, each) => sum + each.count * (each.value - value) ** 2, 0)
  if (observed.every((each) => each.value >= 0 && each.value <= 1)) {
    const most = value * (1 - value)
    const worth = most === 0 ? count : (count * most) / ((squares + most) / count)
    return { value, ...wilsonInterval(value, Math.max(count, worth)), count }
  }
  const half = twoSidedZ(defaultConfidence) * Math.sqrt(squares / Math.max(1, count - 1) / count)
  return { value, low: value - half, high: value + half, count }
}

/** The nearest-rank quantile, between the order statistics that hold it with the binomial's normal approximation. */
function quantileOf(observed: readonly ObservedValue[], count: number, level: number): MetricInterval {
  const ascending = [...observed].sort((a, b) => a.value - b.value)
  const at = (rank: number): number => {
    let seen = 0
    for (const { value, count: own } of ascending) {
      seen += own
      if (seen >= rank) return value
    }
    return ascending.at(-1)?.value ?? 0
  }
  const half = twoSidedZ(defaultConfidence) * Math.sqrt(count * level * (1 - level))
  return {
    value: at(Math.max(1, Math.ceil(count * level))),
    low: at(Math.max(1, Math.floor(count * level - half))),
    high: at(Math.min(count, Math.ceil(count * level + half) + 1)),
    count,
  }
}

/** Byar's approximation of the exact Poisson interval: Breslow & Day (1987), Statistical Methods in Cancer Research II, p. 69. */
function ratePerHour(count: number, hours: number): MetricInterval {
  const z = twoSidedZ(defaultConfidence)
  const byar = (n: number, side: number) => n * (1 - 1 / (9 * n) + (side * z) / (3 * Math.sqrt(n))) ** 3
  const low = count === 0 ? 0 : byar(count, -1)
  return { value: count / hours, low: low / hours, high: byar(count + 1, 1) / hours, count }
}

const sumOf = (observed: readonly ObservedValue[]): number =>
  observed.reduce((sum, { value, count }) => sum + value * count, 0)
