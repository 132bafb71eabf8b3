import { ChevronsDownUp, ChevronsUpDown, CircleX, ListFilter } from 'lucide-react'
import type { RefObject } from 'react'
import { IconButton } from '../../ui/button.tsx'
import { formatCount } from '../../ui/format/index.ts'
import { SearchInput } from '../../ui/search-input.tsx'
import { Key } from '../../ui/shortcuts.tsx'
import type { SpanRows } from './use-span-rows.ts'

/** Search within the spans, folding, and the way from failure to failure. */
export function SpanToolbar({
  state,
  inputRef,
}: {
  readonly state: SpanRows
  readonly inputRef: RefObject<HTMLInputElement | null>
}) {
  const { tree, text, setText, matches, folded, foldAll } = state
  return (
    <div className="flex shrink-0 items-center gap-2 border-b px-3 py-2">
      <ProblemsButtons state={state} />
      <div className="relative min-w-0 flex-1">
        <SearchInput
          ref={inputRef}
          label="Search the spans"
          placeholder={`Search ${formatCount(tree.rows.length)} ${tree.rows.length === 1 ? 'span' : 'spans'}`}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            setText('')
            event.currentTarget.blur()
          }}
        />
        {matches && text.trim() !== '' ? (
          <span className="absolute top-1 right-7 text-xs text-ink-3">{formatCount(matches.size)} found</span>
        ) : null}
      </div>
      <IconButton
        icon={folded.size > 0 ? ChevronsUpDown : ChevronsDownUp}
        label={folded.size > 0 ? 'Unfold all' : 'Fold all'}
        onClick={() => foldAll(folded.size === 0)}
      />
    </div>
  )
}

function ProblemsButtons({ state }: { readonly state: SpanRows }) {
  const { tree, selected, toProblem, onlyProblems, setOnlyProblems } = state
  const count = tree.problems.length
  if (count === 0) return null
  const at = selected ? tree.problems.indexOf(selected.index) : -1
  const isJudged = tree.problems.some((index) => (tree.rows[index]?.failedScores.length ?? 0) > 0)
  const noun = isJudged ? 'problem' : 'error'
  const nouns = `${formatCount(count)} ${count === 1 ? noun : `${noun}s`}`
  return (
    <span className="flex shrink-0 items-center gap-1">
      <button
        type="button"
        title={isJudged ? 'To the next span that failed or was judged a fail' : 'To the next failed span'}
        className="flex h-7 items-center gap-1.5 rounded-md bg-error-soft px-2 text-xs font-medium text-error hover:brightness-95"
        onClick={() => toProblem(1)}
      >
        <CircleX aria-hidden size={13} />
        {at >= 0 ? `${at + 1} of ${nouns}` : nouns}
        <span className="hidden md:inline">
          <Key name="e" />
        </span>
      </button>
      <IconButton
        icon={ListFilter}
        label={onlyProblems ? 'Show all spans' : `Show only ${noun}s`}
        pressed={onlyProblems}
        onClick={() => setOnlyProblems(!onlyProblems)}
      />
    </span>
  )
}
