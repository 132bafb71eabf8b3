import { cx } from './class-names.ts'
import { formatShare } from './format/index.ts'

export interface ShownInterval {
  readonly low: number
  readonly high: number
}

export interface IntervalBarProps {
  /** Null: nothing is known, the whole bar is possible. */
  readonly value: number | null
  readonly interval: ShownInterval
  /** The ends of the scale. */
  readonly min?: number
  readonly max?: number
  /** A bound that matters, as a line. */
  readonly mark?: number
  readonly tone?: 'accent' | 'ok' | 'error' | 'neutral'
  readonly className?: string
}

const tones = { accent: 'bg-accent-fill', ok: 'bg-ok', error: 'bg-error-fill', neutral: 'bg-ink-3' } as const

/** A figure with how far it is known: the band is its interval, the tick the figure. Numbers stand beside it. */
export function IntervalBar({ value, interval, min = 0, max = 1, mark, tone = 'accent', className }: IntervalBarProps) {
  const at = (figure: number) => `${(100 * (Math.min(max, Math.max(min, figure)) - min)) / (max - min)}%`
  const width = `${(100 * (Math.min(max, interval.high) - Math.max(min, interval.low))) / (max - min)}%`
  return (
    <span aria-hidden className={cx('relative block h-2.5 min-w-12', className)}>
      <span className="absolute inset-x-0 top-1/2 h-1 -translate-y-1/2 rounded-full bg-line" />
      <span
        className={cx('absolute top-1/2 h-1.5 -translate-y-1/2 rounded-full opacity-35', tones[tone])}
        style={{ left: at(interval.low), width: `max(3px, ${width})` }}
      />
      {value === null ? null : (
        <span
          className={cx('absolute inset-y-0 w-[3px] -translate-x-1/2 rounded-full', tones[tone])}
          style={{ left: `clamp(1.5px, ${at(value)}, calc(100% - 1.5px))` }}
        />
      )}
      {mark === undefined ? null : (
        <span className="absolute -inset-y-0.5 w-px bg-ink-2" style={{ left: at(mark) }} title={`Bound: ${mark}`} />
      )}
    </span>
  )
}

/** `82% (74–88%)`; never a rate without how far it is known. */
export const shareText = (value: number | null, { low, high }: ShownInterval): string =>
  `${value === null ? 'unknown' : formatShare(value)} (${intervalText({ low, high })})`

export const intervalText = ({ low, high }: ShownInterval): string => {
  const [from, to] = [formatShare(low), formatShare(high)]
  return from === to ? from : `${from.replace('%', '')}–${to}`
}

export interface RateProps {
  readonly value: number | null
  readonly interval: ShownInterval
  readonly tone?: IntervalBarProps['tone']
  readonly className?: string
}

/** A share with its interval, drawn and in figures. */
export const Rate = ({ value, interval, tone = 'accent', className }: RateProps) => (
  <span
    className={cx('flex min-w-0 items-center gap-2', className)}
    title={`${shareText(value, interval)}, 95 % interval`}
  >
    <IntervalBar value={value} interval={interval} tone={tone} className="w-16 shrink-0" />
    <span className="whitespace-nowrap">
      {value === null ? (
        <span className="text-ink-3">—</span>
      ) : (
        <span className="font-medium">{formatShare(value)}</span>
      )}{' '}
      <span className="text-xs text-ink-3">{intervalText(interval)}</span>
    </span>
  </span>
)
