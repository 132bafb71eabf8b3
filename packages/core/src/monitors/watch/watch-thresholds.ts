import type { WatchedMetric } from '../../traces/index.ts'
import { isQuantileMeasure } from '../definition/kind-of-measure.ts'
import { copyOf, type MonitorMemory, newStream, type Stream, type Told } from './memory.ts'
import { type ObservedBin, totalOf } from './observed-bins.ts'
import type { Happening, WatchRule } from './replay.ts'
import { noReturn } from './return-watch.ts'
import { figureOf } from './watched-figure.ts'
import { hourMs, minuteMs } from './week-hours.ts'

export interface ThresholdSettings {
  readonly metric: WatchedMetric
  readonly above?: number | undefined
  readonly below?: number | undefined
  readonly windowMinutes: number
  readonly leastObservations: number
}

interface Total {
  readonly endMs: number
  readonly sum: number
  readonly count: number
}

/**
 * Compares the metric of the last minutes with fixed bounds, at the end of each bin. It is over when it was within them for as long as the
 * window is; a window with too little in it says neither.
 */
export class ThresholdWatch implements WatchRule {
  readonly #settings: ThresholdSettings
  readonly #memory: Pick<MonitorMemory, 'atMs' | 'scale'>
  readonly #streams: Map<string, Stream>
  readonly #windows = new Map<string, Total[]>([['', []]])

  /** Bins from before the memory's time only fill the window. */
  constructor({ streams, ...memory }: Pick<MonitorMemory, 'atMs' | 'scale' | 'streams'>, settings: ThresholdSettings) {
    this.#settings = settings
    this.#memory = memory
    this.#streams = new Map(streams.map((stream) => [stream.slice, copyOf(stream)]))
    for (const slice of this.#streams.keys()) this.#windows.set(slice, [])
  }

  observe(bin: ObservedBin): readonly Happening[] {
    for (const [slice, values] of bin.slices) {
      const window = this.#windows.get(slice) ?? []
      window.push({ endMs: bin.endMs, ...totalOf(values) })
      this.#windows.set(slice, window)
    }
    const happened: Happening[] = []
    for (const [slice, window] of this.#windows) {
      while (window[0] !== undefined && window[0].endMs <= bin.endMs - this.#windowMs) window.shift()
      if (bin.atMs < this.#memory.atMs) continue
      const happening = this.#judge(slice, window, bin)
      if (happening !== null) happened.push(happening)
    }
    return happened
  }

  tell({ slice, atMs, shift }: Told): void {
    const stream = this.#streams.get(slice) ?? newStream(slice, atMs)
    stream.shift = shift === null ? null : { ...shift, back: noReturn(atMs) }
    this.#streams.set(slice, stream)
  }

  snapshot(): Stream[] {
    const streams = [...new Set([...this.#windows.keys(), ...this.#streams.keys()])].map(
      (slice) => this.#streams.get(slice) ?? newStream(slice, this.#memory.atMs),
    )
    return streams.map(copyOf)
  }

  #judge(slice: string, window: readonly Total[], bin: ObservedBin): Happening | null {
    const isBeyond = this.#isBeyond(window)
    const shift = this.#streams.get(slice)?.shift ?? null
    if (shift === null) {
      if (isBeyond !== true) return null
      const observed = window.reduce((all, each) => all + each.count, 0)
      return { what: 'alarm', kind: 'threshold', slice, atMs: bin.endMs, direction: 'worse', observed }
    }
    if (isBeyond === null) return null
    const { back } = shift
    if (isBeyond) shift.back = noReturn(bin.endMs)
    else shift.back = { ...back, count: 1, sinceMs: back.count === 0 ? bin.atMs : back.sinceMs }
    if (isBeyond || bin.endMs - shift.back.sinceMs < this.#windowMs) return null
    const reason = `It was within its bounds for ${this.#settings.windowMinutes} minutes`
    return { what: 'recovery', slice, atMs: bin.endMs, backSinceMs: shift.back.sinceMs, isNewUsual: false, reason }
  }

  /** Null where too little was seen. */
  #isBeyond(window: readonly Total[]): boolean | null {
    const { metric, above, below, leastObservations } = this.#settings
    const sum = window.reduce((all, each) => all + each.sum, 0)
    const count = window.reduce((all, each) => all + each.count, 0)
    if (metric.measure === 'request_count') return isOutside(sum / (this.#windowMs / hourMs), { above, below })
    if (count < leastObservations) return null
    const mean = sum / count
    if (isQuantileMeasure(metric.measure)) {
      // The quantile is above a bound where more than the rest of the observations is.
      return above === undefined ? mean < 1 - metric.quantile : mean > 1 - metric.quantile
    }
    return isOutside(figureOf(metric, this.#memory.scale, mean) ?? mean, { above, below })
  }

  get #windowMs(): number {
    return this.#settings.windowMinutes * minuteMs
  }
}

const isOutside = (
  figure: number,
  { above, below }: { readonly above: number | undefined; readonly below: number | undefined },
): boolean => (above !== undefined && figure > above) || (below !== undefined && figure < below)
