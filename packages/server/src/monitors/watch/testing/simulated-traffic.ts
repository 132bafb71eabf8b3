import type { MetricInterval, Observation, ObservationsRequest, ValueSummary } from '@pawl/core'
import type { RangeOfMetric } from '../../monitors-deps.ts'
import type { WatchReader } from '../watch-context.ts'

/** One observation of simulated traffic. */
export interface SimulatedEvent {
  readonly atMs: number
  /** When it became known; as it happened when left out. */
  readonly knownAtMs?: number
  /** Of a rate: 0 or 1. Of a latency: milliseconds. */
  readonly value: number
  readonly slice?: string
}

/** Traffic that is read as the store is: by time, by slice, and only as far as it has come in. */
export class SimulatedTraffic implements WatchReader {
  readonly #events: readonly SimulatedEvent[]
  /** What came in later than that is not seen yet. */
  nowMs = Number.POSITIVE_INFINITY

  constructor(events: readonly SimulatedEvent[]) {
    this.#events = events.toSorted((a, b) => a.atMs - b.atMs)
  }

  readObservations(
    _: string,
    { metric, sliceBy, fromMs, toMs, binMs, scale }: ObservationsRequest,
  ): Promise<Observation[]> {
    const rows = new Map<string, { atMs: number; slice: string; value: number; count: number }>()
    for (const event of this.#between(fromMs, toMs)) {
      const atMs = Math.floor(event.atMs / binMs) * binMs
      const slice = sliceBy === null ? '' : (event.slice ?? '')
      const isCount = metric.measure === 'request_count'
      const value = isCount ? 0 : scale.limit === null ? event.value : event.value > scale.limit ? 1 : 0
      const key = `${atMs} ${slice} ${value}`
      const row = rows.get(key) ?? { atMs, slice, value, count: 0 }
      rows.set(key, row)
      if (isCount) Object.assign(row, { value: row.value + 1, count: 1 })
      else row.count++
    }
    return Promise.resolve([...rows.values()].sort((a, b) => a.atMs - b.atMs))
  }

  readValueSummary(_: string, { metric, fromMs, toMs }: RangeOfMetric): Promise<ValueSummary> {
    const values = this.#between(fromMs, toMs)
      .map(({ value }) => value)
      .sort((a, b) => a - b)
    const at = (share: number) => values[Math.floor(share * (values.length - 1))] ?? null
    return Promise.resolve({ count: values.length, quantile: at(metric.quantile), min: at(0), max: at(1) })
  }

  readMetricInterval(_: string, { fromMs, toMs }: RangeOfMetric): Promise<MetricInterval | null> {
    const seen = this.#between(fromMs, toMs)
    if (seen.length === 0) return Promise.resolve(null)
    const value = seen.reduce((sum, event) => sum + event.value, 0) / seen.length
    return Promise.resolve({ value, low: value, high: value, count: seen.length })
  }

  #between(fromMs: number, toMs: number): SimulatedEvent[] {
    return this.#events
      .slice(this.#firstAt(fromMs), this.#firstAt(toMs))
      .filter(({ atMs, knownAtMs = atMs }) => knownAtMs <= this.nowMs)
  }

  /** Index of the first event at or after a time. */
  #firstAt(timeMs: number): number {
    let [low, high] = [0, this.#events.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#events[middle]?.atMs ?? 0) < timeMs) low = middle + 1
      else high = middle
    }
    return low
  }
}
