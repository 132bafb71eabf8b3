import { type ComparedRow, type RunChange, type RunComparisonView, runChanges } from '@pawl/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { ArrowLeft, SearchX } from 'lucide-react'
import { useEffect } from 'react'
import { Loaded } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { useShortcuts } from '../../ui/shortcuts.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { useIsPhone } from '../../ui/use-media-query.ts'
import { Chips } from '../marks/chips.tsx'
import { changeWords } from '../marks/words.ts'
import { comparisonQuery } from '../run-queries.ts'
import { type CompareSearch, toggled } from '../run-search.ts'
import { CompareHeader } from './compare-header.tsx'
import { ComparedRowView } from './compared-row-view.tsx'
import { ComparedRows } from './compared-rows.tsx'

/** Two runs row by row: what was fixed, what broke, and the outputs side by side. */
export function ComparePage() {
  const { runId: before, otherId: after } = useParams({ from: '/runs/$runId/compare/$otherId' })
  const search: CompareSearch = useSearch({ from: '/runs/$runId/compare/$otherId' })
  const navigate = useNavigate({ from: '/runs/$runId/compare/$otherId' })
  const list = useInfiniteQuery(comparisonQuery({ before, after }, { change: search.change ?? [] }))
  const [first] = list.data?.pages ?? []
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? []
  const change = (next: CompareSearch) => void navigate({ search: next, replace: true })
  if (!first)
    return (
      <Loaded isPage query={list}>
        {() => null}
      </Loaded>
    )
  const { row: _row, ...withoutRow } = search
  return (
    <div className="flex h-full flex-col">
      <CompareHeader view={first} />
      <div className="border-b bg-surface px-4 py-2">
        <Chips<RunChange>
          label="Filter by change"
          words={changeWords}
          names={runChanges}
          counts={first.counts}
          chosen={search.change ?? []}
          onToggle={(name) => change({ ...withoutRow, change: toggled(search.change, name) })}
        />
      </div>
      {rows.length === 0 ? (
        <EmptyState
          icon={SearchX}
          title="No row fits"
          action={<Button onClick={() => change({})}>Show all rows</Button>}
        />
      ) : (
        <Panes
          view={first}
          rows={rows}
          isSettled={!list.isPlaceholderData}
          open={search.row}
          onOpen={(row) => change(row === undefined ? withoutRow : { ...search, row })}
          onEnd={() => (list.hasNextPage && !list.isFetchingNextPage ? void list.fetchNextPage() : undefined)}
        />
      )}
    </div>
  )
}

interface PanesProps {
  readonly view: RunComparisonView
  readonly rows: readonly ComparedRow[]
  /** False while these are still the rows of the filter before. */
  readonly isSettled: boolean
  readonly open: string | undefined
  readonly onOpen: (rowId: string | undefined) => void
  readonly onEnd: () => void
}

/** The rows and beside them the one that is open; on a phone one of the two. */
function Panes({ view, rows, isSettled, open, onOpen, onEnd }: PanesProps) {
  const isPhone = useIsPhone()
  const at = rows.findIndex((row) => row.rowId === open)
  const shown = rows[at]
  const first = rows[0]?.rowId
  useEffect(() => {
    if (!isPhone && isSettled && open === undefined && first !== undefined) onOpen(first)
  }, [isPhone, isSettled, open, first, onOpen])
  const move = (step: number) => {
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))]
    if (next) onOpen(next.rowId)
  }
  useShortcuts([
    { key: 'j', label: 'Next row', run: () => move(1) },
    { key: 'k', label: 'Previous row', run: () => move(-1) },
    { key: 'Escape', label: 'Back to the rows', run: () => (isPhone ? onOpen(undefined) : undefined) },
  ])
  const list = <ComparedRows rows={rows} open={open} onOpen={onOpen} onEnd={onEnd} />
  const detail = open ? (
    <ComparedRowView key={open} before={view.before} after={view.after} rowId={open} row={shown} />
  ) : null
  if (isPhone) {
    if (!detail) return <div className="min-h-0 flex-1">{list}</div>
    return (
      <div className="min-h-0 flex-1 overflow-auto">
        <div className="px-4 pt-2">
          <Button icon={ArrowLeft} onClick={() => onOpen(undefined)}>
            All rows
          </Button>
        </div>
        {detail}
      </div>
    )
  }
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[minmax(16rem,24rem)_minmax(0,1fr)]">
      <div className="min-h-0 border-r">{list}</div>
      <div className="min-h-0 overflow-auto">{detail}</div>
    </div>
  )
}
