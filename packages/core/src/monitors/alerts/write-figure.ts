import type { MetricInterval, MetricUnit } from '../../traces/index.ts'

/** A figure as a person reads it: "2.1 %", "1.24 s", "$0.0123". */
export function writeFigure(value: number, unit: MetricUnit): string {
  switch (unit) {
    case 'share':
      return `${fixed(value * 100, Math.abs(value) < 0.1 ? 2 : 1)} %`
    case 'ms':
      return Math.abs(value) < 1000 ? `${fixed(value, 0)} ms` : `${fixed(value / 1000, 2)} s`
    case 'usd':
      return `$${precise(value)}`
    case 'tokens':
      return `${grouped(value)} tokens`
    case 'per_hour':
      return `${value < 10 ? fixed(value, 1) : grouped(value)} an hour`
    case 'number':
      return precise(value)
  }
}

/** "2.1 % to 3.4 %" */
export const writeRange = ({ low, high }: MetricInterval, unit: MetricUnit): string =>
  `${writeFigure(low, unit)} to ${writeFigure(high, unit)}`

/** Without zeros at the end. */
const fixed = (value: number, digits: number): string => String(Number(value.toFixed(digits)))

/** Three digits that say something, without an exponent. */
function precise(value: number): string {
  if (value === 0) return '0'
  if (Math.abs(value) >= 1000) return grouped(value)
  return Number(value.toPrecision(3))
    .toFixed(Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value)))))
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '')
}

const grouped = (value: number): string =>
  Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',')
