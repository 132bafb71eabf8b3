import type { Observation } from '../../traces/index.ts'
import type { WeightedValue } from '../detector/shift-detector.ts'

/** What came in a stretch of time, by slice; equal whatever the order it was read in. */
export interface ObservedBin {
  readonly atMs: number
  readonly endMs: number
  readonly slices: ReadonlyMap<string, readonly WeightedValue[]>
}

/** Bins with observations, oldest first. */
export function binsOf(observations: readonly Observation[], binMs: number): ObservedBin[] {
  const bins = new Map<number, Map<string, WeightedValue[]>>()
  for (const { atMs, slice, value, count } of observations) {
    const slices = bins.get(atMs) ?? new Map<string, WeightedValue[]>()
    bins.set(atMs, slices)
    const values = slices.get(slice)
    if (values === undefined) slices.set(slice, [{ value, count }])
    else values.push({ value, count })
  }
  return [...bins]
    .sort(([a], [b]) => a - b)
    .map(([atMs, slices]) => {
      for (const values of slices.values()) values.sort((a, b) => a.value - b.value)
      return { atMs, endMs: atMs + binMs, slices }
    })
}

/** Every bin of a range, those without observations too: of counts, nothing is an observation as well. */
export function everyBin(bins: readonly ObservedBin[], range: { fromMs: number; toMs: number; binMs: number }) {
  const { fromMs, toMs, binMs } = range
  const known = new Map(bins.map((bin) => [bin.atMs, bin]))
  const every: ObservedBin[] = []
  for (let atMs = fromMs; atMs + binMs <= toMs; atMs += binMs) {
    every.push(known.get(atMs) ?? { atMs, endMs: atMs + binMs, slices: new Map() })
  }
  return every
}

export function totalOf(values: readonly WeightedValue[]): { readonly sum: number; readonly count: number } {
  let [sum, count] = [0, 0]
  for (const each of values) {
    sum += each.value * each.count
    count += each.count
  }
  return { sum, count }
}
