import { betShares, type ShiftDirection, type ShiftReference } from '../detector/shift-detector.ts'

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

const credibility = 0.8

/**
 * Since when a metric has been elsewhere: the median of where the change may have been, each place weighed by how much likelier
 * a shift of one of the detector's sizes, from there on, makes what was seen (the terms whose sum the detector is). Ask again when more has been seen.
 *
 * @returns null without observations
 */
export function locateChange({ values, reference, direction }: ShiftedStream): ChangePoint | null {
  const count = values.length
  if (count === 0) return null
  const isWorse = direction === 'worse'
  const mean = isWorse ? reference.high : 1 - reference.low
  const logs = new Float64Array(count).fill(Number.NEGATIVE_INFINITY)
  for (const share of betShares(mean)) {
    let log = 0
    for (let start = count - 1; start >= 0; start--) {
      const value = isWorse ? (values[start] ?? 0) : 1 - (values[start] ?? 0)
      log += Math.log(Math.max(1e-300, 1 - share + (share / mean) * value))
      logs[start] = logSum(logs[start] ?? Number.NEGATIVE_INFINITY, log)
    }
  }
  const most = logs.reduce((a, b) => Math.max(a, b))
  const weights = logs.map((log) => Math.exp(log - most))
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
