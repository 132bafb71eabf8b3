import type { MetricInterval, MetricUnit } from '@pawl/core'
import { cx } from '../../ui/class-names.ts'
import {
  formatCompact,
  formatCostUsd,
  formatCount,
  formatDuration,
  formatScore,
  formatShare,
} from '../../ui/format/index.ts'

const formats = {
  share: formatShare,
  ms: formatDuration,
  usd: formatCostUsd,
  tokens: formatCompact,
  per_hour: (value) => `${formatCompact(value)}/h`,
  number: formatScore,
} as const satisfies Record<MetricUnit, (value: number) => string>

/** A figure in its unit: `3.1%`, `1.24 s`, `$0.00123`, `12/h`. */
export const formatFigure = (value: number, unit: MetricUnit): string => formats[unit](value)

/** What is said once of two figures: before the first, or after the second. */
const onceSaid = { share: /%$/, per_hour: /\/h$/, usd: /^(<?)\$/ } as const satisfies Partial<
  Record<MetricUnit, RegExp>
>

/** `7.1–12%`, `$0.0039–0.0042`, `900 ms–1.24 s`: the range, its unit said once where it is the same. */
export function rangeText({ low, high }: Pick<MetricInterval, 'low' | 'high'>, unit: MetricUnit): string {
  const [from, to] = [formatFigure(low, unit), formatFigure(high, unit)]
  if (from === to) return from
  if (unit === 'usd') return `${from}–${to.replace(onceSaid.usd, '$1')}`
  return `${unit === 'share' || unit === 'per_hour' ? from.replace(onceSaid[unit], '') : from}–${to}`
}

export interface FigureProps {
  readonly figure: MetricInterval | null
  readonly unit: MetricUnit
  readonly className?: string
}

/** A figure with how far it is known; never one without the other. */
export const Figure = ({ figure, unit, className }: FigureProps) =>
  figure === null ? (
    <span className={cx('text-ink-3', className)}>—</span>
  ) : (
    <span
      className={cx('whitespace-nowrap', className)}
      title={`95 % interval ${rangeText(figure, unit)}, ${formatCount(figure.count)} observations`}
    >
      <span className="font-medium">{formatFigure(figure.value, unit)}</span>{' '}
      <span className="text-xs font-normal text-ink-3">{rangeText(figure, unit)}</span>
    </span>
  )
