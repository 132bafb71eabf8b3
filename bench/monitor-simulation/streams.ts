import { ShiftDetector, type ShiftReference } from '@pawl/core'

export interface ShiftedRate {
  readonly before: number
  readonly after: number
}

export interface Streams {
  readonly streams: number
  readonly next: () => number
}

const most = 200_000
const knownAt = (mean: number): ShiftReference => ({ high: mean, low: mean })

/** Mean number of observations to an alarm while nothing shifts. */
export function runLength(rate: number, { streams, next }: Streams, reference = knownAt(rate)): number {
  let sum = 0
  for (let stream = 0; stream < streams; stream++) {
    const detector = new ShiftDetector({ reference })
    while (!detector.isAlarm && detector.observed < most) detector.observe(next() < rate ? 1 : 0)
    sum += detector.observed
  }
  return sum / streams
}

/** Observations before the shift in `delays`. */
export const shiftAt = 200

/** From the shift to the alarm, of each stream that had none before. */
export function delays(
  { before, after }: ShiftedRate,
  { streams, next }: Streams,
  referenceOf: () => ShiftReference = () => knownAt(before),
): number[] {
  const found: number[] = []
  while (found.length < streams) {
    const detector = new ShiftDetector({ reference: referenceOf() })
    const alarmAt = observeUntilAlarm(detector, (at) => (next() < (at < shiftAt ? before : after) ? 1 : 0))
    if (alarmAt > shiftAt) found.push(alarmAt - shiftAt)
  }
  return found
}

/** @returns how many observations it took */
export function observeUntilAlarm(detector: ShiftDetector, valueAt: (at: number) => number): number {
  for (let at = 0; at < most; at++) {
    detector.observe(valueAt(at))
    if (detector.isAlarm) return at + 1
  }
  return most
}
