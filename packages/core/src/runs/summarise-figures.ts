/** A figure over many trials. Everything but the counts is null when no trial has it. */
export interface FigureSummary {
  /** Trials that have the figure, and those that have not: with any of these, `sum` is only what is known of it. */
  readonly count: number
  readonly missing: number
  readonly sum: number | null
  readonly mean: number | null
  readonly min: number | null
  readonly p50: number | null
  readonly p90: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly max: number | null
}

/** Sum, mean and quantiles of a figure. Null stands for a trial without it. */
export function summariseFigure(values: readonly (number | null)[]): FigureSummary {
  const sorted = Float64Array.from(values.filter((value) => value !== null)).sort()
  const count = sorted.length
  const missing = values.length - count
  if (count === 0) {
    const none = { sum: null, mean: null, min: null, p50: null, p90: null, p95: null, p99: null, max: null }
    return { count, missing, ...none }
  }
  const sum = sorted.reduce((total, value) => total + value, 0)
  const at = (share: number) => quantileOfSorted(sorted, share)
  return {
    count,
    missing,
    sum,
    mean: sum / count,
    min: at(0),
    p50: at(0.5),
    p90: at(0.9),
    p95: at(0.95),
    p99: at(0.99),
    max: at(1),
  }
}

/** Between the two nearest values, in proportion (Hyndman & Fan 1996, type 7: what R, NumPy and Excel do). */
function quantileOfSorted(sorted: Float64Array, share: number): number {
  const place = (sorted.length - 1) * share
  const below = sorted[Math.floor(place)] ?? 0
  const above = sorted[Math.ceil(place)] ?? below
  return below + (above - below) * (place - Math.floor(place))
}
