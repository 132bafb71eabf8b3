import type { ReactNode } from 'react'

export interface SectionProps {
  readonly title: string
  readonly hint?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** One part of the row's form. */
export const Section = ({ title, hint, actions, children }: SectionProps) => (
  <section aria-label={title} className="border-b px-4 py-3.5">
    <div className="mb-1.5 flex flex-wrap items-center gap-x-2 gap-y-1">
      <h2 className="text-xs font-semibold">{title}</h2>
      {hint ? <p className="text-xs text-ink-3">{hint}</p> : null}
      {actions ? <span className="ml-auto flex gap-1.5">{actions}</span> : null}
    </div>
    {children}
  </section>
)
