import type { Coverage } from '@pawl/core'
import { History } from 'lucide-react'
import { useState } from 'react'
import { useReasonTexts } from '../use-row-names.ts'

const firstShown = 6

export interface CoverageNoticeProps {
  readonly coverage: Coverage
}

/** A verdict that no longer speaks of what is there: what changed since. */
export function CoverageNotice({ coverage }: CoverageNoticeProps) {
  const [isOpen, setIsOpen] = useState(false)
  const { isCovered, changes } = coverage
  const shown = isOpen ? changes : changes.slice(0, firstShown)
  const textOf = useReasonTexts(isCovered ? [] : shown.map(({ message }) => message))
  if (isCovered) return null
  return (
    <section aria-label="Stale" className="rounded-lg border border-warn-fill/50 bg-warn-soft px-3.5 py-2.5">
      <h2 className="flex items-center gap-1.5 font-semibold text-warn">
        <History aria-hidden size={15} className="shrink-0" />
        The verdict is stale: it no longer speaks of what is there now
      </h2>
      <ul className="mt-1 list-disc space-y-0.5 pl-5">
        {shown.map(({ kind, name, message }) => (
          <li key={`${kind} ${name}`} className="break-words">
            {textOf(message)}
          </li>
        ))}
      </ul>
      {changes.length > shown.length ? (
        <button
          type="button"
          className="mt-1 text-xs font-medium text-accent hover:underline"
          onClick={() => setIsOpen(true)}
        >
          {changes.length - shown.length} more changes
        </button>
      ) : null}
      <p className="mt-1 text-xs text-ink-2">Started again, the gate goes on from the evidence that still counts.</p>
    </section>
  )
}
