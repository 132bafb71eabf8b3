import {
  betShares,
  type ShiftDirection,
  type ShiftReference,
  shiftCount,
  type WeightedValue,
} from '../detector/shift-detector.ts'

export interface ChangePoint {
  /** The first observation after the change, counted from 0. */
  readonly index: number
  /** With a probability of 0.8 it lies between these, both included. */
  readonly from: number
  readonly to: number
}

export interface ShiftedStream {
  /** Between 0 and 1, oldest first, up to now. */
  readonly values: ArrayLike<number>
  readonly reference: ShiftReference
  readonly direction: ShiftDirection
}

/** Observations whose order is not known, and where the metric was expected. */
export interface ShiftedBin {
  readonly values: readonly WeightedValue[]
  readonly reference: ShiftReference
}

const credibility = 0.8

/**
 * Since when a metric has been elsewhere: the median of where the change may have been, each place weighed by how much likelier
 * a shift of one of the detector's sizes, from there on, makes what was seen (the terms whose sum the detector is). Ask again when more has been seen.
 *
 * @returns null without observations
 */
export function locateChange({ values, reference, direction }: ShiftedStream): ChangePoint | null {
  const bins = Array.from(values, (value) => ({ values: [{ value, count: 1 }], reference }))
  return locateChangeInBins(bins, direction)
}

/** The same, of the bin at whose start it changed. */
export function locateChangeInBins(bins: readonly ShiftedBin[], direction: ShiftDirection): ChangePoint | null {
  if (bins.length === 0) return null
  const isWorse = direction === 'worse'
  // Each of a bin's observations may have been the first one.
  const logCounts = bins.map(({ values }) => Math.log(values.reduce((sum, { count }) => sum + count, 0)))
  const logs = new Float64Array(bins.length).fill(Number.NEGATIVE_INFINITY)
  // One mean, or as many as a week has hours.
  const sharesOf = new Map<number, readonly number[]>()
  for (let size = 0; size < shiftCount; size++) {
    let log = 0
    for (let start = bins.length - 1; start >= 0; start--) {
      const bin = bins[start]
      if (bin === undefined) continue
      const mean = isWorse ? bin.reference.high : 1 - bin.reference.low
      const shares = sharesOf.get(mean) ?? betShares(mean)
      sharesOf.set(mean, shares)
      const share = shares[size] ?? 0
      for (const each of bin.values) {
        const value = isWorse ? each.value : 1 - each.value
        log += each.count * Math.log(Math.max(1e-300, 1 - share + (share / mean) * value))
      }
      logs[start] = logSum(logs[start] ?? Number.NEGATIVE_INFINITY, log)
    }
  }
  const weighed = logs.map((log, start) => log + (logCounts[start] ?? 0))
  const most = weighed.reduce((a, b) => Math.max(a, b))
  const weights = weighed.map((log) => Math.exp(log - most))
  const total = weights.reduce((a, b) => a + b)
  const at = (level: number) => quantileIndex(weights, level * total)
  return { index: at(0.5), from: at((1 - credibility) / 2), to: at((1 + credibility) / 2) }
}

function quantileIndex(weights: ArrayLike<number>, sum: number): number {
  let before = 0
  for (let index = 0; index < weights.length; index++) {
    before += weights[index] ?? 0
    if (before >= sum) return index
  }
  return weights.length - 1
}

function logSum(a: number, b: number): number {
  const [high, low] = a > b ? [a, b] : [b, a]
  return low === Number.NEGATIVE_INFINITY ? high : high + Math.log1p(Math.exp(low - high))
}
