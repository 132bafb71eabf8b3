import { ShiftDetector, type WeightedValue } from '../detector/shift-detector.ts'
import { noEvidence, type OpenShift } from './memory.ts'
import { totalOf } from './observed-bins.ts'
import { referenceAt, type Usual } from './usual.ts'
import { dayMs } from './week-hours.ts'

/** Of the way from the usual to where it is now: what a stream must have come back from to be looked at, and what it may still be away. */
const [left, near] = [0.5, 0.25]
/**
 * Evidence that it came back: a stream that stays half of the way off looks like one so seldom, on average. At three days, a ten-point shift at a hundred
 * requests a day ended early in 29 of 100 simulations (where it is now, it is known from a hundred requests or two, and half of the way lies near), at thirty in 6 of 250;
 * the end itself is noticed a day later.
 */
const falseReturnDays = 30
const leastThreshold = 300

/** Where little comes in, times of a day are not told apart: a good night is no return. */
const leastMs = dayMs

export const noReturn = (sinceMs: number): OpenShift['back'] => ({
  ...{ detector: noEvidence(), walk: 0, sinceMs, sum: 0, count: 0 },
})

/**
 * Takes observations of a stream that is elsewhere, and says whether it is back: the detector's other direction, against half of the way that
 * it had gone; then where it was, for a day at least, since it turned must be within a quarter of that way of the usual. One that came back in part is elsewhere
 * still.
 *
 * @returns since when it is back, or null; `shift` is brought up to date
 */
export function watchReturn(
  shift: OpenShift,
  usual: Usual,
  bin: { readonly atMs: number; readonly values: readonly WeightedValue[] },
): number | null {
  const isWorse = shift.direction === 'worse'
  const reference = referenceAt(usual, bin.atMs)
  const middle = (reference.high + reference.low) / 2
  const against = within(middle + left * shift.way)
  const threshold = Math.max(leastThreshold, falseReturnDays * usual.perDay)
  const detector = new ShiftDetector(
    { reference: { high: against, low: against }, threshold, worseShare: isWorse ? 0 : 1 },
    shift.back.detector,
  )
  detector.observeTogether(bin.values)
  const back = walkOn(shift, { ...bin, usual: middle })
  shift.back = { ...back, detector: detector.state }
  if (!detector.isAlarm || back.count === 0 || bin.atMs - back.sinceMs < leastMs) return null
  const away = back.sum / back.count
  if (Math.abs(away) <= near * Math.abs(shift.way) || away > 0 !== isWorse) return back.sinceMs
  shift.back = noReturn(bin.atMs)
  return null
}

const within = (value: number): number => Math.min(1 - 1e-4, Math.max(1e-4, value))

interface WalkedBin {
  readonly atMs: number
  readonly values: readonly WeightedValue[]
  readonly usual: number
}

/** A walk that rises while the stream is nearer to the usual than half of the way. */
function walkOn({ back, way }: OpenShift, { atMs, values, usual }: WalkedBin): OpenShift['back'] {
  const { sum, count } = totalOf(values)
  const away = sum - count * usual
  const walk = back.walk + (way >= 0 ? count * left * way - away : away - count * left * way)
  if (walk <= 0) return { ...back, walk: 0, sinceMs: atMs, sum: 0, count: 0 }
  const isFirst = back.walk === 0
  return {
    ...back,
    walk,
    sinceMs: isFirst ? atMs : back.sinceMs,
    sum: (isFirst ? 0 : back.sum) + away,
    count: (isFirst ? 0 : back.count) + count,
  }
}
