import type { AlertSlice } from '../api/index.ts'

/** Observations between 0 and 1 of one side of a change. */
export interface SideOfChange {
  readonly count: number
  readonly mean: number
}

export interface ShiftedSlice {
  readonly slice: AlertSlice
  readonly before: SideOfChange
  readonly after: SideOfChange
}

export interface ExplainedShift {
  readonly whole: Omit<ShiftedSlice, 'slice'>
  readonly slices: readonly ShiftedSlice[]
}

export interface SliceOfShift extends ShiftedSlice {
  /** How much of the whole shift it explains, 0 to 1. */
  readonly share: number
}

/** With fewer observations before, a slice is taken to have been as the whole was, in part. */
const priorObservations = 20
/** Standard errors by which a slice must have moved otherwise than the rest; hundreds of slices are looked at. */
const leastErrors = 3.5
const leastLead = 0.2
/** Fewer after the change say nothing of a slice. */
const leastObservations = 10
const mostSlices = 5

/**
 * The slices that explain a shift, best first: what the whole moved by is the sum of what each slice moved by, weighed by its traffic after the change.
 * A slice that holds half of all traffic explains half of a shift that has nothing to do with it; so slices are ranked by what they explain
 * beyond the share of traffic that they had on both sides, and left out unless they moved otherwise than everything else. A value that came with the
 * change (a new prompt version) had none before, and may explain all of it.
 */
export function explainShift({ whole, slices }: ExplainedShift): readonly SliceOfShift[] {
  const moved = whole.after.mean - whole.before.mean
  if (moved === 0 || whole.after.count === 0 || whole.before.count === 0) return []
  return slices
    .filter(({ after }) => after.count >= leastObservations)
    .map((slice) => {
      const own = slice.after.mean - usualOf(slice, whole.before)
      const share = Math.min(1, Math.max(0, (slice.after.count * own) / (whole.after.count * moved)))
      const trafficBefore = slice.before.count / whole.before.count
      const trafficAfter = slice.after.count / whole.after.count
      return { ...slice, share, lead: share - Math.min(trafficBefore, trafficAfter) }
    })
    .filter((slice) => slice.lead >= leastLead && movedOtherwise(slice, whole))
    .sort((a, b) => b.lead - a.lead || b.after.count - a.after.count || compareTexts(a.slice.value, b.slice.value))
    .slice(0, mostSlices)
    .map(({ lead: _, ...slice }) => slice)
}

const usualOf = ({ before }: ShiftedSlice, whole: SideOfChange): number =>
  (before.count * before.mean + priorObservations * whole.mean) / (before.count + priorObservations)

function movedOtherwise(slice: ShiftedSlice, whole: ExplainedShift['whole']): boolean {
  const rest = { before: without(whole.before, slice.before), after: without(whole.after, slice.after) }
  const usual = usualOf(slice, whole.before)
  const own = slice.after.mean - usual
  // Where hardly anything else is left, there is nothing to compare with but the past.
  const isAll = rest.after.count < priorObservations || rest.before.count === 0
  const others = isAll ? 0 : rest.after.mean - rest.before.mean
  const variance =
    varianceOf({ count: slice.before.count + priorObservations, mean: usual }) +
    varianceOf(slice.after) +
    (isAll ? 0 : varianceOf(rest.before) + varianceOf(rest.after))
  return Math.abs(own - others) >= leastErrors * Math.sqrt(variance)
}

function without(whole: SideOfChange, part: SideOfChange): SideOfChange {
  const count = Math.max(0, whole.count - part.count)
  if (count === 0) return { count: 0, mean: 0 }
  const mean = (whole.count * whole.mean - part.count * part.mean) / count
  return { count, mean: Math.min(1, Math.max(0, mean)) }
}

/** Of the mean, at its most for observations between 0 and 1; never none, however few there are. */
const varianceOf = ({ count, mean }: SideOfChange): number => {
  const shrunk = (count * mean + 0.5) / (count + 1)
  return (shrunk * (1 - shrunk)) / Math.max(1, count)
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
