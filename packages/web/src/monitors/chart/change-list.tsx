import type { ChangeMark } from '@pawl/core'
import { changeWordsOf } from '../../traces/index.ts'
import { Instant } from '../../ui/instant.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { ChangeLink } from './change-link.tsx'

export interface ChangeListProps {
  readonly changes: readonly ChangeMark[]
  /** More than these are folded away: the flags on the chart show them. */
  readonly most?: number
}

/** What happened to the application, in words. */
export function ChangeList({ changes, most = 6 }: ChangeListProps) {
  if (changes.length === 0) return null
  return (
    <>
      <ul aria-label="Changes" className="divide-y border-t">
        {changes.slice(-most).map((change) => {
          const { label, icon: Icon } = changeWordsOf(change)
          return (
            <li key={change.id} className="flex flex-wrap items-center gap-x-2.5 gap-y-0.5 px-3.5 py-1.5">
              <Icon aria-hidden size={14} className="shrink-0 text-ink-3" />
              <span className="text-xs text-ink-3">{label}</span>
              <span className="min-w-0 break-words">{oneLine(change.title, 300)}</span>
              <ChangeLink change={change} />
              <Instant iso={change.at} as="compact" className="ml-auto text-xs text-ink-3" />
            </li>
          )
        })}
      </ul>
      {changes.length > most ? (
        <p className="border-t px-3.5 py-1.5 text-xs text-ink-3">
          and {changes.length - most} earlier ones on the chart
        </p>
      ) : null}
    </>
  )
}
