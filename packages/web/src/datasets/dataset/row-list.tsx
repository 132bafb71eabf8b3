import type { RowSummary } from '@pawl/core'
import type { UseInfiniteQueryResult } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type MouseEvent, useEffect, useRef, useState } from 'react'
import { problemOf } from '../../api/index.ts'
import { cx } from '../../ui/class-names.ts'
import { ListEnd } from '../../ui/list-end.tsx'
import { useShortcuts } from '../../ui/shortcuts.tsx'
import { useIsPhone } from '../../ui/use-media-query.ts'
import { cardHeight, RowCards, RowTable, rowHeight } from './row-table.tsx'
import type { ChosenRows } from './use-chosen-rows.ts'

export interface RowListProps {
  readonly list: Pick<
    UseInfiniteQueryResult,
    'hasNextPage' | 'isFetchingNextPage' | 'isFetchNextPageError' | 'isPlaceholderData' | 'error'
  > & { readonly fetchNextPage: () => Promise<unknown> }
  readonly rows: readonly RowSummary[]
  readonly chosen: ChosenRows
}

/** The rows of a dataset, further ones fetched before the end is seen. */
export function RowList({ list, rows, chosen }: RowListProps) {
  const box = useRef<HTMLDivElement>(null)
  const isPhone = useIsPhone()
  const height = isPhone ? cardHeight : rowHeight
  const [at, setAt] = useState(-1)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: 12,
    scrollPaddingStart: isPhone ? 0 : rowHeight,
    scrollPaddingEnd: rowHeight,
  })
  const items = virtual.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list
  useEffect(() => {
    if (lastShown >= rows.length - 20 && hasNextPage && !isFetchingNextPage && !isFetchNextPageError)
      void fetchNextPage()
  }, [lastShown, rows.length, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage])
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes known from rows of another height no longer hold.
  useEffect(() => virtual.measure(), [virtual, height])
  const moveTo = (next: number) => {
    setAt(next)
    virtual.scrollToIndex(next)
  }
  const openRow = useRowKeys({ rows, at, chosen, moveTo })
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: the rows' links do the same by keyboard; the click on the rest of a row is a convenience.
    <div
      ref={box}
      className={cx('h-full overflow-auto overscroll-contain', list.isPlaceholderData && 'opacity-60')}
      onClick={openRow}
    >
      {isPhone ? (
        <RowCards
          rows={rows}
          items={items}
          totalHeight={virtual.getTotalSize()}
          chosen={chosen.ids}
          onChoose={chosen.choose}
        />
      ) : (
        <RowTable
          rows={rows}
          items={items}
          totalHeight={virtual.getTotalSize()}
          chosen={chosen.ids}
          at={at}
          onChoose={chosen.choose}
          onChooseAll={chosen.chooseAll}
        />
      )}
      <ListEnd
        list={list}
        problem={list.isFetchNextPageError ? problemOf(list.error) : undefined}
        count={rows.length}
        words={['row', 'rows']}
      />
    </div>
  )
}

interface RowKeys {
  readonly rows: readonly RowSummary[]
  readonly at: number
  readonly moveTo: (at: number) => void
  readonly chosen: ChosenRows
}

/** The keys of the list; answers what a click does. */
function useRowKeys({ rows, at, moveTo, chosen }: RowKeys): (event: MouseEvent) => void {
  const navigate = useNavigate()
  const open = (rowId: string | undefined) => {
    if (rowId !== undefined) void navigate({ to: '/rows/$rowId', params: { rowId } })
  }
  const move = (step: number) => moveTo(Math.min(rows.length - 1, Math.max(0, at + step)))
  const row = rows[at]
  useShortcuts([
    { key: 'j', label: 'Next row', run: () => move(1) },
    { key: 'ArrowDown', label: 'Next row', run: () => move(1) },
    { key: 'k', label: 'Previous row', run: () => move(-1) },
    { key: 'ArrowUp', label: 'Previous row', run: () => move(-1) },
    { key: 'Enter', label: 'Open the row', run: () => open(row?.id) },
    { key: 'x', label: 'Choose the row', run: () => (row ? chosen.choose(row.id, false) : undefined) },
    { key: 'Escape', label: 'Choose none', run: chosen.clear },
  ])
  return (event) => {
    const target = event.target as HTMLElement
    const isSelecting = (window.getSelection()?.toString() ?? '') !== ''
    if (target.closest('a, button, input, label') || isSelecting) return
    open(target.closest<HTMLElement>('tr[data-row]')?.dataset.row)
  }
}
