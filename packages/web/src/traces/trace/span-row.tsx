import type { Score } from '@pawl/core'
import { ChevronRight, CircleX, Gauge } from 'lucide-react'
import { cx } from '../../ui/class-names.ts'
import { formatCompact, formatDuration } from '../../ui/format/index.ts'
import { oneLine } from '../../ui/visible-text.ts'
import { FlagMarks } from '../marks/flag-marks.tsx'
import { KindMark, kindLooks } from '../marks/kind-mark.tsx'
import type { SpanRow } from './build-span-tree.ts'

export const spanRowHeight = 28

export interface SpanRowViewProps {
  readonly row: SpanRow
  readonly top: number
  /** Pixels per level; deep traces get less. */
  readonly indentPx: number
  readonly extentMs: number
  readonly isSelected: boolean
  readonly isFolded: boolean
  /** Faded: shown only for the place of a match below it. */
  readonly isAside: boolean
  readonly onSelect: () => void
  readonly onToggle: () => void
}

/** One span: its place in the tree on the left, its time on the right. */
export function SpanRowView(props: SpanRowViewProps) {
  const { row, top, isSelected, isFolded, isAside, onSelect } = props
  const { span } = row
  return (
    <div
      role="treeitem"
      id={`span-${span.spanId}`}
      tabIndex={-1}
      aria-level={row.depth + 1}
      aria-selected={isSelected}
      {...(row.childCount > 0 ? { 'aria-expanded': !isFolded } : {})}
      className={cx(
        'absolute inset-x-0 top-0 grid cursor-pointer grid-cols-[minmax(0,11fr)_minmax(0,9fr)] outline-none',
        isSelected ? 'bg-selected shadow-[inset_2px_0_0_var(--color-accent)]' : 'hover:bg-hover',
        isAside && 'opacity-55',
      )}
      style={{ height: spanRowHeight, transform: `translateY(${top}px)` }}
      onClick={onSelect}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onSelect()
      }}
    >
      <NameSide {...props} />
      <TimeSide {...props} />
    </div>
  )
}

function NameSide({ row, indentPx, isFolded, onToggle }: SpanRowViewProps) {
  const { span } = row
  const guides = `repeating-linear-gradient(to right, var(--color-line) 0 1px, transparent 1px ${indentPx}px)`
  return (
    <span className="flex min-w-0 items-center gap-1.5 pr-2 pl-2">
      <span
        aria-hidden
        className="h-full shrink-0"
        style={{ width: row.depth * indentPx, backgroundImage: guides, backgroundPositionX: 7 }}
      />
      {row.childCount > 0 ? (
        <button
          type="button"
          tabIndex={-1}
          aria-label={isFolded ? 'Unfold' : 'Fold'}
          className="-mx-1 grid size-5 shrink-0 place-items-center rounded text-ink-3 hover:bg-line hover:text-ink"
          onClick={(event) => {
            event.stopPropagation()
            onToggle()
          }}
        >
          <ChevronRight aria-hidden size={13} className={isFolded ? '' : 'rotate-90'} />
        </button>
      ) : (
        <span className="w-3 shrink-0" />
      )}
      <KindMark kind={span.kind} size={13} />
      <span title={oneLine(span.name)} className={cx('truncate', span.status === 'error' && 'text-error')}>
        {oneLine(span.name, 160) || '(no name)'}
      </span>
      {span.model && !namesModel(span.name, span.model) ? (
        <span className="truncate text-xs text-ink-3">{oneLine(span.model, 60)}</span>
      ) : null}
      {span.status === 'error' ? <ErrorMark message={span.errorMessage} /> : null}
      {row.failedScores.length > 0 ? <JudgedMark scores={row.failedScores} /> : null}
      <FlagMarks flags={span.flags} />
      {isFolded ? <FoldedCount row={row} /> : null}
      {span.totalTokens > 0 ? (
        <span className="ml-auto shrink-0 text-2xs text-ink-3">{formatCompact(span.totalTokens)} tok</span>
      ) : null}
    </span>
  )
}

/** `chat gpt-4o` need not be followed by `gpt-4o-2024-08-06`. */
const namesModel = (name: string, model: string): boolean =>
  name.split(/\s+/).some((word) => word.length > 3 && model.startsWith(word))

const ErrorMark = ({ message }: { readonly message: string }) => (
  <span role="img" aria-label="Failed" title={oneLine(message) || 'Failed'} className="shrink-0 text-error">
    <CircleX aria-hidden size={13} />
  </span>
)

const JudgedMark = ({ scores }: { readonly scores: readonly Score[] }) => (
  <span
    role="img"
    aria-label={`Judged a fail: ${scores.map(({ name }) => oneLine(name, 60)).join(', ')}`}
    title={scores.map(({ name, explanation }) => oneLine(`${name}: ${explanation}`, 300)).join('\n')}
    className="flex shrink-0 items-center gap-0.5 text-error"
  >
    <Gauge aria-hidden size={13} />
    {scores.length > 1 ? <span className="text-2xs">{scores.length}</span> : null}
  </span>
)

const FoldedCount = ({ row }: { readonly row: SpanRow }) => (
  <span className="shrink-0 rounded bg-sunken px-1 text-2xs text-ink-3">
    +{row.end - row.index - 1}
    {row.problemsBelow > 0 ? <span className="text-error">, {row.problemsBelow} failed</span> : null}
  </span>
)

function TimeSide({ row, extentMs }: SpanRowViewProps) {
  const { span } = row
  const start = extentMs > 0 ? Math.min(99.5, Math.max(0, (span.offsetMs / extentMs) * 100)) : 0
  const width = extentMs > 0 ? Math.min(100 - start, (span.durationMs / extentMs) * 100) : 100
  const label = formatDuration(span.durationMs)
  // Beside the bar, on whichever side has room; inside it where neither has.
  const end = start + width
  const place =
    end < 74
      ? { left: `calc(${end}% + 5px)` }
      : start > 26
        ? { right: `calc(${100 - start}% + 5px)` }
        : { left: `calc(${start}% + 6px)` }
  const isInside = end >= 74 && start <= 26
  return (
    <span className="relative mr-3 border-l">
      <span
        aria-hidden
        className={cx(
          'absolute top-2 h-3 min-w-[3px] rounded-[3px]',
          span.status === 'error' ? 'bg-error-fill' : kindLooks[span.kind].fill,
          isInside && 'opacity-30',
        )}
        style={{ left: `${start}%`, width: `${width}%` }}
      />
      <span className={cx('absolute top-1.5 text-2xs', isInside ? 'text-ink' : 'text-ink-3')} style={place}>
        {label}
      </span>
    </span>
  )
}
