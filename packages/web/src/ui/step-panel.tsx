import { createLink } from '@tanstack/react-router'
import type { ComponentPropsWithRef, ReactNode } from 'react'
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

/** Around a figure that leads to what it counts. */
export const FigureLink = createLink((props: ComponentPropsWithRef<'a'>) => (
  <a {...props} className="rounded-sm hover:underline" />
))

/** The newest of a step, below its figures; nothing where there is none. */
export const StepLines = ({ children }: { readonly children: ReactNode }) => (
  <ul className="divide-y border-t empty:hidden">{children}</ul>
)

/** One of them, as a link to it. */
export const StepLine = createLink((props: ComponentPropsWithRef<'a'>) => (
  <li>
    <a {...props} className="flex items-center gap-3 px-3.5 py-1.5 outline-offset-[-2px] hover:bg-hover" />
  </li>
))

/** What a line is about: its name, and more of it as far as there is room. */
export const StepLineText = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <span className="min-w-0 flex-1 truncate">
    <span className="font-medium">{name}</span> <span className="text-ink-2">{children}</span>
  </span>
)
