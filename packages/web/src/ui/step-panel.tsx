import type { ReactNode } from 'react'
import { cx } from './class-names.ts'

export interface StepFigure {
  readonly value: ReactNode
  readonly label: string
  readonly tone?: 'plain' | 'bad' | 'warn' | 'good'
  /** Draws the way to its list around the figure. */
  readonly link?: (figure: ReactNode) => ReactNode
}

export interface StepPanelProps {
  readonly title: string
  /** What the step is for, in a few words. */
  readonly note: string
  readonly figures: readonly StepFigure[]
  readonly children?: ReactNode
  readonly className?: string
}

const tones = { plain: 'text-ink', bad: 'text-error', warn: 'text-warn', good: 'text-ok' } as const

/** One step of a way that goes on: what it counts, each count leading to its list, and the newest of it. */
export const StepPanel = ({ title, note, figures, children, className }: StepPanelProps) => (
  <section aria-label={title} className={cx('flex min-w-0 flex-col rounded-lg border bg-surface', className)}>
    <header className="flex flex-wrap items-baseline gap-x-2.5 border-b px-3.5 py-2">
      <h2 className="font-semibold">{title}</h2>
      <span className="text-xs text-ink-3">{note}</span>
    </header>
    <dl className="flex flex-wrap gap-x-6 gap-y-2 px-3.5 py-3">
      {figures.map(({ value, label, tone = 'plain', link = plain }) => (
        <div key={label} className="flex flex-col-reverse">
          <dt className="text-xs text-ink-2">{label}</dt>
          <dd className={cx('text-xl leading-7 font-semibold tabular-nums', tones[tone])}>{link(value)}</dd>
        </div>
      ))}
    </dl>
    {children}
  </section>
)

const plain = (figure: ReactNode): ReactNode => figure

/** How a figure that leads somewhere looks. */
export const figureLink = 'rounded-sm hover:underline'
