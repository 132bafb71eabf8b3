import type { ReactNode } from 'react'
import { cx } from './class-names.ts'

export interface PanelProps {
  readonly title: string
  /** Beside the title: how many, or what it means. */
  readonly note?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
  readonly className?: string
}

/** A titled block of a page. */
export const Panel = ({ title, note, actions, children, className }: PanelProps) => (
  <section aria-label={title} className={cx('min-w-0 rounded-lg border bg-surface', className)}>
    <header className="flex min-h-9 flex-wrap items-center gap-x-2.5 gap-y-1 border-b px-3.5 py-1.5">
      <h2 className="font-semibold">{title}</h2>
      {note === undefined ? null : <span className="text-xs text-ink-3">{note}</span>}
      {actions === undefined ? null : <span className="ml-auto flex flex-wrap gap-1.5">{actions}</span>}
    </header>
    {children}
  </section>
)
