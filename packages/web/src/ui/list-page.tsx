import type { ReactNode } from 'react'

export interface ListPageProps {
  readonly title: string
  /** Narrow what is listed; they stand beside the title. */
  readonly filters?: ReactNode
  /** At the end of the line, the main one last. */
  readonly actions: ReactNode
  readonly children: ReactNode
}

/** A page that is one list: its title, what narrows it and what can be done stay in sight over it. */
export const ListPage = ({ title, filters, actions, children }: ListPageProps) => (
  <div className="flex h-full flex-col">
    <header className="flex shrink-0 flex-wrap items-center gap-2 border-b bg-surface px-4 py-2.5">
      <h1 className="mr-2 font-semibold">{title}</h1>
      {filters}
      <div className="ml-auto flex flex-wrap items-center justify-end gap-2">{actions}</div>
    </header>
    <div className="min-h-0 flex-1 overflow-auto bg-surface">{children}</div>
  </div>
)

/** The names of a list's columns; on a phone its lines say by themselves what they show. */
export const ListHead = ({ columns, children }: { readonly columns: string; readonly children: ReactNode }) => (
  <div
    aria-hidden
    className={`sticky top-0 z-10 hidden h-8 items-center gap-x-4 border-b bg-surface px-4 text-2xs font-medium text-ink-3 md:grid ${columns}`}
  >
    {children}
  </div>
)
