/** A line of at most this many points is as good as the whole: the screen has no more columns. */
const mostPoints = 500

export interface PlotPoint {
  /** From 0 to 1, left to right. */
  readonly x: number
  /** From 0 to 1, top to bottom. */
  readonly y: number
}

export interface PlotRange {
  readonly low: number
  readonly high: number
}

const clamp = (value: number, { low, high }: PlotRange): number => Math.min(high, Math.max(low, value))

/** Where a value stands from the top, as a share; beyond the range it stands at its edge. */
export const heightOf = (value: number, range: PlotRange): number =>
  (range.high - clamp(value, range)) / (range.high - range.low)

/** The points of a path that starts at `start` before its first value. Every n-th where there are many, the last one always. */
export function plotPoints(values: readonly number[], range: PlotRange, start = 0): readonly PlotPoint[] {
  const all = [start, ...values]
  const last = all.length - 1
  const step = Math.max(1, Math.ceil(all.length / mostPoints))
  const points: PlotPoint[] = []
  for (let at = 0; at < last; at += step) points.push({ x: at / last, y: heightOf(all[at] ?? 0, range) })
  points.push({ x: 1, y: heightOf(all[last] ?? 0, range) })
  return points
}

/** As the `d` of an SVG path in a box of `width` × `height`. */
export const pathText = (points: readonly PlotPoint[], width: number, height: number): string =>
  points
    .map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${(x * width).toFixed(2)} ${(y * height).toFixed(2)}`)
    .join('')

/** An e-value from its logarithm: `0.013`, `4.2`, `310`, `10⁸`. */
export function evalueText(log: number): string {
  if (log >= 699) return 'certain'
  const value = Math.exp(log)
  if (value >= 10_000) return `10${superscript(Math.floor(log / Math.LN10))}`
  if (value >= 100) return value.toFixed(0)
  if (value >= 0.001) return String(Number(value.toPrecision(2)))
  return value === 0 ? '0' : `10⁻${superscript(Math.ceil(-log / Math.LN10))}`
}

const digits = '⁰¹²³⁴⁵⁶⁷⁸⁹'
const superscript = (number: number): string =>
  Array.from(String(number), (digit) => digits[Number(digit)] ?? digit).join('')
