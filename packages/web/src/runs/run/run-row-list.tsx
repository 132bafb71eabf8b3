import { type RunRow, type RunSummaryView, type RunView, rowStandings } from '@pawl/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { SearchX } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { problemOf } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { formatCount } from '../../ui/format/index.ts'
import { useShortcuts } from '../../ui/shortcuts.tsx'
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { isOver } from '../marks/run-figures.ts'
import { runRowsQuery } from '../run-queries.ts'
import { type RunSearch, toggled } from '../run-search.ts'
import { RunRowLine } from './run-row-line.tsx'
import { StandingChips } from './standing-chips.tsx'

export interface RunRowListProps {
  readonly run: RunView
  readonly summary: RunSummaryView | undefined
  /** Stands above the rows and scrolls with them. */
  readonly head: ReactNode
}

export function RunRowList({ run, summary, head }: RunRowListProps) {
  const search: RunSearch = useSearch({ from: '/runs/$runId' })
  const navigate = useNavigate({ from: '/runs/$runId' })
  const change = (next: RunSearch) => void navigate({ search: next, replace: true })
  const { standing, evaluator, row: openRow } = search
  const list = useInfiniteQuery(
    runRowsQuery(run.id, {
      standing: standing ?? [],
      failedEvaluator: evaluator,
      // Of a run that has ended the worst comes first; while it goes on rows must not jump about.
      sort: isOver(run.status) ? 'standing' : 'dataset',
    }),
  )
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? []
  const { row: _row, ...withoutRow } = search
  const toggle = (rowId: string) => change(openRow === rowId ? withoutRow : { ...withoutRow, row: rowId })
  return (
    <VirtualRows
      run={run}
      rows={rows}
      openRow={openRow}
      onToggle={toggle}
      onEnd={() => (list.hasNextPage && !list.isFetchingNextPage ? void list.fetchNextPage() : undefined)}
      head={
        <>
          {head}
          <div className="border-b bg-surface px-4 py-2">
            <StandingChips
              names={rowStandings}
              counts={summary?.standings}
              chosen={standing ?? []}
              onToggle={(name) => change({ ...withoutRow, standing: toggled(standing, name) })}
            />
            {evaluator ? (
              <Button className="mt-1.5" onClick={() => change({ ...withoutRow, ...dropEvaluator(search) })}>
                failed by {evaluator} <span aria-hidden>×</span>
              </Button>
            ) : null}
          </div>
          <ListState list={list} isEmpty={rows.length === 0} run={run} onClear={() => change({})} />
        </>
      }
      foot={list.data ? `${formatCount(list.data.pages[0]?.total ?? 0)} rows` : ''}
    />
  )
}

function dropEvaluator({ evaluator: _evaluator, row: _row, ...rest }: RunSearch): RunSearch {
  return { ...rest }
}

interface ListStateProps {
  readonly list: { readonly isPending: boolean; readonly error: Error | null; readonly refetch: () => Promise<unknown> }
  readonly isEmpty: boolean
  readonly run: RunView
  readonly onClear: () => void
}

function ListState({ list, isEmpty, run, onClear }: ListStateProps) {
  if (list.isPending) {
    return (
      <div className="p-4">
        <SkeletonLines lines={6} />
      </div>
    )
  }
  if (list.error) return <ErrorState problem={problemOf(list.error)} onRetry={() => void list.refetch()} />
  if (!isEmpty) return null
  return run.progress.finished === 0 && !isOver(run.status) ? (
    <p className="px-4 py-10 text-center text-ink-3">The first results will stand here.</p>
  ) : (
    <EmptyState icon={SearchX} title="No row fits" action={<Button onClick={onClear}>Show all rows</Button>} />
  )
}

interface VirtualRowsProps {
  readonly run: RunView
  readonly rows: readonly RunRow[]
  readonly openRow: string | undefined
  readonly onToggle: (rowId: string) => void
  readonly onEnd: () => void
  readonly head: ReactNode
  readonly foot: string
}

function VirtualRows({ run, rows, openRow, onToggle, onEnd, head, foot }: VirtualRowsProps) {
  const box = useRef<HTMLDivElement>(null)
  const list = useRef<HTMLUListElement>(null)
  const [selected, setSelected] = useState(-1)
  const [offset, setOffset] = useState(0)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => 41,
    overscan: 6,
    scrollMargin: offset,
    getItemKey: (index) => rows[index]?.rowId ?? index,
  })
  // What stands above changes its height as figures come in.
  useEffect(() => {
    const above = list.current?.previousElementSibling
    if (!(above instanceof HTMLElement)) return
    const observer = new ResizeObserver(() => setOffset(above.offsetHeight))
    observer.observe(above)
    return () => observer.disconnect()
  }, [])
  const items = virtual.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  const reachesEnd = rows.length > 0 && lastShown >= rows.length - 10
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when the last line shown changes.
  useEffect(() => {
    if (reachesEnd) onEnd()
  }, [reachesEnd, lastShown, rows.length])
  const move = (step: number) => {
    const next = Math.min(rows.length - 1, Math.max(0, selected + step))
    setSelected(next)
    virtual.scrollToIndex(next)
  }
  const current = rows[selected]
  useShortcuts([
    { key: 'j', label: 'Next row', run: () => move(1) },
    { key: 'k', label: 'Previous row', run: () => move(-1) },
    { key: 'Enter', label: 'Open or close the row', run: () => (current ? onToggle(current.rowId) : undefined) },
  ])
  return (
    <div ref={box} className="h-full overflow-auto">
      <div>{head}</div>
      <ul ref={list} aria-label="Rows" className="relative bg-surface" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index]
          return row ? (
            <li
              key={row.rowId}
              ref={virtual.measureElement}
              data-index={item.index}
              data-row={row.rowId}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${item.start - offset}px)` }}
            >
              <RunRowLine
                run={run}
                row={row}
                isSelected={item.index === selected}
                isOpen={row.rowId === openRow}
                onToggle={() => {
                  setSelected(item.index)
                  onToggle(row.rowId)
                }}
              />
            </li>
          ) : null
        })}
      </ul>
      <p className="px-4 py-3 text-center text-xs text-ink-3">{foot}</p>
    </div>
  )
}
