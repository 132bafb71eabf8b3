import * as Radix from '@radix-ui/react-tabs'
import type { ReactNode } from 'react'
import { cx } from './class-names.ts'

export interface Tab<Name extends string> {
  readonly name: Name
  readonly label: string
  readonly count?: number
  readonly content: () => ReactNode
}

export interface TabsProps<Name extends string> {
  readonly label: string
  readonly tabs: readonly Tab<Name>[]
  readonly value: Name
  readonly onChange: (name: Name) => void
  readonly className?: string
}

/** Only the open tab's content is built. */
export function Tabs<Name extends string>({ label, tabs, value, onChange, className }: TabsProps<Name>) {
  const open = tabs.find((tab) => tab.name === value) ?? tabs[0]
  return (
    <Radix.Root value={open?.name ?? ''} onValueChange={(name) => onChange(name as Name)} className={className}>
      <Radix.List aria-label={label} className="sticky top-0 z-10 flex gap-4 overflow-x-auto border-b bg-surface px-4">
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.name}
            value={tab.name}
            className={cx(
              '-mb-px flex h-9 shrink-0 items-center gap-1.5 border-b-2 border-transparent! text-xs font-medium text-ink-2 hover:text-ink',
              'data-[state=active]:border-accent! data-[state=active]:text-ink',
            )}
          >
            {tab.label}
            {tab.count ? <span className="rounded bg-sunken px-1 text-2xs text-ink-3">{tab.count}</span> : null}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {open ? (
        <Radix.Content value={open.name} className="outline-none">
          {open.content()}
        </Radix.Content>
      ) : null}
    </Radix.Root>
  )
}
