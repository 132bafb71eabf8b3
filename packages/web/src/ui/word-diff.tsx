import { diffWords, type TextChange } from '@pawl/core'
import { useMemo, useState } from 'react'
import { cx } from './class-names.ts'
import { foldChanges, type ShownChange } from './diff/fold-changes.ts'
import { formatCount } from './format/index.ts'
import { visibleText } from './visible-text.ts'

export interface WordDiffProps {
  readonly before: string
  readonly after: string
  /** `side`: two columns, under each other on a phone; `inline`: one text with what went and what came. */
  readonly mode: 'side' | 'inline'
  readonly beforeLabel?: string
  readonly afterLabel?: string
  readonly mono?: boolean
  readonly className?: string
}

type Side = 'before' | 'after' | 'both'

/** Two texts with the words that differ marked; long equal stretches are folded. Text only, never markup. */
export function WordDiff(props: WordDiffProps) {
  const { before, after, mode, beforeLabel = 'Before', afterLabel = 'After', mono, className } = props
  const changes = useMemo(() => diffWords(before, after), [before, after])
  const isSame = before === after
  const text = cx('break-words whitespace-pre-wrap [unicode-bidi:isolate]', mono && 'font-mono text-xs')
  if (isSame || mode === 'inline') {
    return (
      <div dir="auto" className={cx(text, className)}>
        {isSame ? <p className="mb-1 font-sans text-xs text-ink-3">No difference.</p> : null}
        <Changes changes={changes} side="both" />
      </div>
    )
  }
  return (
    <div className={cx('grid gap-3 md:grid-cols-2', className)}>
      {(['before', 'after'] as const).map((side) => (
        <section key={side} aria-label={side === 'before' ? beforeLabel : afterLabel} className="min-w-0">
          <p className="mb-1 text-2xs font-medium text-ink-3">{side === 'before' ? beforeLabel : afterLabel}</p>
          <div dir="auto" className={text}>
            {(side === 'before' ? before : after) === '' ? <span className="text-ink-3">(empty)</span> : null}
            <Changes changes={changes} side={side} />
          </div>
        </section>
      ))}
    </div>
  )
}

function Changes({ changes, side }: { readonly changes: readonly TextChange[]; readonly side: Side }) {
  const shown = useMemo(() => {
    const hidden = side === 'before' ? 'added' : side === 'after' ? 'removed' : undefined
    return foldChanges(changes.filter((change) => change.kind !== hidden))
  }, [changes, side])
  // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one comparison never move.
  return shown.map((change, index) => <Piece key={index} change={change} />)
}

function Piece({ change }: { readonly change: ShownChange }) {
  const [isOpen, setIsOpen] = useState(false)
  if (change.isFolded && !isOpen) {
    return (
      <button
        type="button"
        className="mx-1 rounded bg-sunken px-1.5 font-sans text-2xs font-medium text-accent hover:underline"
        onClick={() => setIsOpen(true)}
      >
        … {formatCount(change.text.length)} {change.kind === 'same' ? 'equal ' : ''}characters
      </button>
    )
  }
  const text = visibleText(change.text)
  if (change.kind === 'removed')
    return <del className="rounded-xs bg-error-soft text-error decoration-error/50">{text}</del>
  if (change.kind === 'added')
    return <ins className="rounded-xs bg-ok-soft text-ok decoration-ok/50 underline-offset-2">{text}</ins>
  return <span>{text}</span>
}
