import type { AuditEntry } from '@pawl/core'
import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { reasonText } from '../../gate/index.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { cx } from '../../ui/class-names.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Instant } from '../../ui/instant.tsx'
import { JsonTree } from '../../ui/json-tree.tsx'
import { oneLine } from '../../ui/visible-text.ts'

const alarming = /\.(refused|expired|weakened|erased|revoked)$|^override\./

const toneOf = (action: string): Tone => (alarming.test(action) ? 'warn' : 'neutral')

export interface AuditEntryLineProps {
  readonly entry: AuditEntry
  /** The first words of rows, by id. */
  readonly rowNames: Readonly<Record<string, string>>
}

/** One entry: what happened in a sentence, by whom, when and why; opened, everything it says. */
export function AuditEntryLine({ entry, rowNames }: AuditEntryLineProps) {
  const [isOpen, setIsOpen] = useState(false)
  const { sequence, action, who, at, reason, details, hash, previousHash } = entry
  const message = typeof details.message === 'string' ? reasonText(details.message, (id) => rowNames[id]) : ''
  return (
    <>
      <button
        type="button"
        aria-expanded={isOpen}
        className="grid w-full grid-cols-[auto_minmax(0,1fr)] items-start gap-x-3 gap-y-1 px-4 py-2 text-left outline-offset-[-2px] hover:bg-hover md:grid-cols-[auto_3rem_11rem_minmax(0,1fr)_9rem]"
        onClick={() => setIsOpen(!isOpen)}
      >
        <ChevronRight aria-hidden size={14} className={cx('mt-0.5 shrink-0 text-ink-3', isOpen && 'rotate-90')} />
        <span className="text-ink-3 max-md:hidden">{sequence}</span>
        <span>
          <Badge tone={toneOf(action)}>{oneLine(action, 60)}</Badge>
        </span>
        <span className="min-w-0 max-md:col-start-2">
          <span className="block break-words">{message || oneLine(action, 100)}</span>
          {reason === '' ? null : (
            <span className="block break-words text-xs text-ink-2">“{oneLine(reason, 600)}”</span>
          )}
        </span>
        <span className="min-w-0 text-xs text-ink-3 max-md:col-start-2 md:text-right">
          <Instant iso={at} as="relative" />
          <span className="block truncate max-md:inline max-md:before:content-['_·_']">{oneLine(who, 80)}</span>
        </span>
      </button>
      {isOpen ? (
        <div className="space-y-2 border-t bg-canvas px-4 py-3 text-xs md:pl-11">
          <p className="flex flex-wrap items-center gap-x-3">
            <Instant iso={at} /> <span className="text-ink-2">{oneLine(who, 300)}</span>
          </p>
          {reason === '' ? null : <p className="break-words whitespace-pre-wrap">{oneLine(reason, 10_000)}</p>}
          <JsonTree value={details} openDepth={2} />
          <p className="flex min-w-0 items-center gap-1 font-mono text-2xs text-ink-3">
            <span className="truncate" title={hash}>
              {hash}
            </span>
            <CopyButton text={() => `${sequence}:${hash}`} what="Head at this entry" />
          </p>
          <p className="truncate font-mono text-2xs text-ink-3" title={previousHash}>
            after {previousHash}
          </p>
        </div>
      ) : null}
    </>
  )
}
