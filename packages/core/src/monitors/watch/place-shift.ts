import { locateChangeInBins } from '../change-point/locate-change.ts'
import type { WeightedValue } from '../detector/shift-detector.ts'
import { confirmChange } from './confirm-change.ts'
import type { OpenShift, Stream } from './memory.ts'
import { type ObservedBin, totalOf } from './observed-bins.ts'
import { referenceAt, strayOf, type Usual } from './usual.ts'

/** Observations after the alarm at which a change is located anew; at the last of them a second test is asked, too. */
const locateAgainAfter = [10, 30, 100] as const
/** Where little comes in, so long after the alarm is enough. */
const locateAtLatestMs = 7 * 24 * 3_600_000

/** Whether more is known of an open shift than when it was last located. */
export function isToLocate({ located, after, alarmAtMs, kind }: OpenShift, nowMs: number): boolean {
  const next = locateAgainAfter[located]
  return kind === 'shift' && next !== undefined && (after >= next || nowMs - alarmAtMs >= locateAtLatestMs)
}

export interface PlacedShift {
  readonly change: OpenShift['change']
  /** Mean of the observations since the change. */
  readonly now: number
  /** How far from the usual of those times that is. */
  readonly way: number
  readonly observed: number
  readonly isConfirmed: boolean | null
}

export interface ShiftToPlace {
  readonly stream: Stream & { readonly usual: Usual }
  readonly direction: OpenShift['direction']
  /** Those of the stream, oldest first: from before the change to the newest. */
  readonly bins: readonly ObservedBin[]
  /** Null while it is too early for a second test. */
  readonly random: (() => number) | null
}

/** Where a stream changed, as far as it can be told by now. Null without observations. */
export function placeShift({ stream, direction, bins, random }: ShiftToPlace): PlacedShift | null {
  const { slice, usual } = stream
  const observed = bins.flatMap(({ atMs, endMs, slices }) => {
    const values = valuesOf(slices.get(slice) ?? [], usual, atMs)
    return values.length === 0 ? [] : [{ atMs, endMs, values, reference: referenceAt(usual, atMs) }]
  })
  const place = locateChangeInBins(observed, direction)
  if (place === null) return null
  const startOf = (index: number) => observed[index]?.atMs ?? 0
  const since = observed.slice(place.index)
  const { sum, count } = totalOf(since.flatMap(({ values }) => values))
  const usualSum = since.reduce((all, { values, reference }) => {
    return all + (totalOf(values).count * (reference.high + reference.low)) / 2
  }, 0)
  return {
    change: {
      atMs: startOf(place.index),
      fromMs: startOf(place.from),
      toMs: observed[place.to]?.endMs ?? startOf(place.to),
    },
    now: sum / count,
    way: (sum - usualSum) / count,
    observed: count,
    isConfirmed:
      random === null
        ? null
        : confirmChange(
            observed.map(({ values }) => values),
            { index: place.index, random },
          ),
  }
}

/** Of counts, how far each bin strays; of all else, what was read. */
function valuesOf(values: readonly WeightedValue[], { counts }: Usual, atMs: number): readonly WeightedValue[] {
  if (counts === null) return values
  const stray = strayOf(totalOf(values).sum, counts, atMs)
  return stray === null ? [] : [{ value: stray, count: 1 }]
}
