import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../testing/seeded-random.ts'
import { metricInterval } from './metric-interval.ts'
import type { WatchedMeasure } from './watched-metric.ts'

const hour = 3_600_000
const of = (measure: WatchedMeasure, quantile = 0.9) => ({ measure, quantile })

/** How often the interval of a sample holds the true figure. */
function heldShare(measure: WatchedMeasure, truth: number, draw: (random: () => number) => number): number {
  const random = seededRandom(5)
  let held = 0
  for (let sample = 0; sample < 2000; sample++) {
    const observed = Array.from({ length: 150 }, () => ({ value: draw(random), count: 1 }))
    const { low = 1, high = 0 } = metricInterval(of(measure), observed, hour) ?? {}
    if (low <= truth && truth <= high) held++
  }
  return held / 2000
}

describe('the interval of a metric', () => {
  it('holds the true figure in about 95 of 100 samples, whatever it is a figure of', () => {
    const shares = [
      heldShare('error_rate', 0.05, (random) => (random() < 0.05 ? 1 : 0)),
      heldShare('score_mean', 0.5, (random) => random()),
      heldShare('score_mean', 3, (random) => 1 + 4 * random()),
      heldShare('latency_ms', 900, (random) => 1000 * random()),
    ]
    for (const share of shares) expect(share).toBeGreaterThan(0.92)
    for (const share of shares) expect(share).toBeLessThan(0.985)
  })

  it('of requests is their number an hour with that of a Poisson count', () => {
    // Exact: 10 events have 4.795 to 18.39 (Garwood 1936).
    const tenInTwoHours = metricInterval(of('request_count'), [{ value: 1, count: 10 }], 2 * hour)
    expect(tenInTwoHours?.value).toBe(5)
    expect(tenInTwoHours?.low).toBeCloseTo(4.795 / 2, 1)
    expect(tenInTwoHours?.high).toBeCloseTo(18.39 / 2, 1)
    expect(metricInterval(of('request_count'), [], hour)).toMatchObject({ value: 0, low: 0, count: 0 })
  })

  it('is none of nothing', () => {
    expect(metricInterval(of('error_rate'), [], hour)).toBeNull()
    expect(metricInterval(of('cost_usd'), [], hour)).toBeNull()
  })

  it('is wide for a few equal values', () => {
    const { low = 1 } = metricInterval(of('score_mean'), [{ value: 1, count: 3 }], hour) ?? {}
    expect(low).toBeLessThan(0.5)
  })
})
