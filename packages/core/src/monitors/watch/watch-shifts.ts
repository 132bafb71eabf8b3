import { ShiftDetector, thresholdForDays, type WeightedValue } from '../detector/shift-detector.ts'
import { alertSlices } from '../slices/alert-slices.ts'
import { copyOf, noEvidence, type Stream, type Told } from './memory.ts'
import { type ObservedBin, totalOf } from './observed-bins.ts'
import type { Happening, WatchRule } from './replay.ts'
import { noReturn, watchReturn } from './return-watch.ts'
import { referenceAt, strayOf, type Usual } from './usual.ts'
import { dayMs } from './week-hours.ts'

export interface ShiftSettings {
  readonly leastShift: number
  readonly falseAlarmDays: number
  /** Hourly counts, of which what strays from the usual is watched. */
  readonly isCount: boolean
  /** Nobody can say which way is better: no move is one that is simply kept. */
  readonly isEither: boolean
}

/** An improvement that lasts so long is the new usual. */
const adoptAfter = { observations: 200, ms: dayMs }

/** What comes again each week is to be learned, not left out: only what lasts longer than a weekend is. */
const leastUnusualMs = 3 * dayMs
/** At most so many unusual times of a stream are remembered. */
const mostUnusual = 20

/** A stream and what is made of it while bins come in. */
interface LiveStream {
  readonly data: Stream
  detector: ShiftDetector
}

/**
 * Watches streams for lasting shifts: that of all by the detector's threshold, slices together by e-Benjamini–Hochberg at the same
 * false alarms a day (each slice's evidence counts as a share of its own threshold).
 */
export class ShiftWatch implements WatchRule {
  readonly #settings: ShiftSettings
  readonly #streams: Map<string, LiveStream>
  readonly #slices: readonly LiveStream[]

  constructor(streams: readonly Stream[], settings: ShiftSettings) {
    this.#settings = settings
    this.#streams = new Map(
      streams.map((data) => [data.slice, { data: copyOf(data), detector: this.#detectorOf(data) }]),
    )
    this.#slices = [...this.#streams.values()].filter(({ data }) => data.slice !== '' && data.usual !== null)
  }

  observe(bin: ObservedBin): readonly Happening[] {
    const happened: Happening[] = []
    for (const stream of this.#streams.values()) {
      const back = this.#take(stream, bin)
      if (back !== null) happened.push(back)
    }
    const whole = this.#streams.get('')
    const alarmed = [...(whole !== undefined && this.#isAlarm(whole) ? [whole] : []), ...this.#alarmedSlices()]
    for (const { data, detector } of alarmed) {
      const { direction } = detector
      happened.push({ what: 'alarm', kind: 'shift', slice: data.slice, atMs: bin.endMs, direction })
    }
    return happened
  }

  tell({ slice, atMs, shift, backSinceMs, isNewUsual }: Told): void {
    const stream = this.#streams.get(slice)
    if (stream === undefined) return
    if (shift !== null) {
      stream.data.shift = { ...shift, back: noReturn(atMs) }
      return
    }
    this.#end(stream, { backSinceMs, isNewUsual })
    if (slice !== '') return
    // What was a part of the whole's shift is looked at for itself again.
    for (const part of this.#slices) if (part.data.shift?.isQuiet) this.#end(part, { backSinceMs, isNewUsual })
  }

  snapshot(): Stream[] {
    return [...this.#streams.values()].map(({ data, detector }) => copyOf({ ...data, detector: detector.state }))
  }

  #take({ data, detector }: LiveStream, bin: ObservedBin): Happening | null {
    const { usual, shift, slice } = data
    if (usual === null || bin.atMs < data.watchedFromMs) return null
    const values = this.#valuesOf(data, usual, bin)
    if (values.length === 0) return null
    if (shift === null) {
      detector.observeTogether(values, referenceAt(usual, bin.atMs))
      return null
    }
    shift.after += totalOf(values).count
    const backSinceMs = watchReturn(shift, usual, { atMs: bin.atMs, values })
    if (backSinceMs !== null) {
      const reason = 'It was back where it usually is for a day'
      return { what: 'recovery', slice, atMs: bin.endMs, backSinceMs, isNewUsual: false, reason }
    }
    const lasts = shift.after >= adoptAfter.observations && bin.atMs - shift.change.atMs >= adoptAfter.ms
    if (shift.direction === 'worse' || this.#settings.isEither || !lasts) return null
    const reason = 'It stayed better: that is what is usual now'
    return { what: 'recovery', slice, atMs: bin.endMs, backSinceMs: bin.endMs, isNewUsual: true, reason }
  }

  #valuesOf({ slice }: Stream, { counts }: Usual, bin: ObservedBin): readonly WeightedValue[] {
    const values = bin.slices.get(slice) ?? []
    if (!this.#settings.isCount) return values
    if (counts === null) return []
    const count = values.reduce((sum, each) => sum + each.value * each.count, 0)
    const stray = strayOf(count, counts, bin.atMs)
    return stray === null ? [] : [{ value: stray, count: 1 }]
  }

  #isAlarm({ data, detector }: LiveStream): boolean {
    return data.shift === null && data.usual !== null && detector.isAlarm
  }

  #alarmedSlices(): readonly LiveStream[] {
    const evidence = this.#slices
      .filter(({ data }) => data.shift === null)
      .map((stream) => ({ slice: stream.data.slice, evidence: stream.detector.evidenceShare }))
      .filter((each) => each.evidence >= 1)
    if (evidence.length === 0) return []
    const alarmed = alertSlices(evidence, { watched: this.#slices.length, horizon: 1 })
    return alarmed.flatMap(({ slice }) => this.#streams.get(slice) ?? [])
  }

  #end(stream: LiveStream, { backSinceMs, isNewUsual }: Pick<Told, 'backSinceMs' | 'isNewUsual'>): void {
    const { data } = stream
    const sinceMs = data.shift?.change.atMs ?? backSinceMs
    if (isNewUsual) {
      data.learnFromMs = sinceMs
      data.usual = null
    } else if (backSinceMs - sinceMs >= leastUnusualMs) {
      data.unusual = [...data.unusual, { fromMs: sinceMs, toMs: backSinceMs }].slice(-mostUnusual)
    }
    data.shift = null
    data.detector = noEvidence()
    stream.detector = this.#detectorOf(data)
  }

  #detectorOf({ usual, detector }: Stream): ShiftDetector {
    return detectorOf({ usual, detector }, this.#settings)
  }
}

/** With the stream's evidence and threshold. */
export function detectorOf(
  { usual, detector }: Pick<Stream, 'usual' | 'detector'>,
  settings: ShiftSettings,
): ShiftDetector {
  const { leastShift, falseAlarmDays, isCount } = settings
  return new ShiftDetector(
    {
      reference: usual?.whole ?? { high: 0.5, low: 0.5 },
      leastShift,
      threshold: thresholdForDays(falseAlarmDays, usual?.perDay ?? 1),
      // Of counts, straying less is nothing to be told of.
      ...(isCount ? { worseShare: 1 } : {}),
    },
    detector,
  )
}
