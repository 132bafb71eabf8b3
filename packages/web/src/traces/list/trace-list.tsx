import type { TraceSummary } from '@pawl/core'
import { useNavigate, useRouter } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowUp } from 'lucide-react'
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import { problemOf } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { formatCount } from '../../ui/format/index.ts'
import { ListEnd } from '../../ui/list-end.tsx'
import { useShortcuts } from '../../ui/shortcuts.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { useIsPhone } from '../../ui/use-media-query.ts'
import type { FilterSearch } from '../filter/filter-search.ts'
import type { TraceListSearch } from '../filter/list-search.ts'
import { NoMatches, SkeletonRows } from './list-states.tsx'
import { cardHeight, TraceCards } from './trace-card.tsx'
import { rowHeight, TraceTable } from './trace-table.tsx'
import { useRowClicks } from './use-row-clicks.ts'
import type { useTraceRows } from './use-trace-rows.ts'

/** Where each list was left, so that going back to it finds the same row. */
const leftAt = new Map<string, { readonly offset: number; readonly selected: number }>()

export interface TraceListProps {
  readonly search: TraceListSearch
  readonly rowsState: ReturnType<typeof useTraceRows>
  readonly onChange: (search: FilterSearch) => void
  readonly onSort: (sort: NonNullable<TraceListSearch['sort']>) => void
}

/** The list in whichever state it is; its rows are drawn only where they are seen. */
export function TraceList({ search, rowsState, onChange, onSort }: TraceListProps) {
  const { list, rows } = rowsState
  const height = useIsPhone() ? cardHeight : rowHeight
  if (list.isPending) return <SkeletonRows height={height} />
  if (list.isError && rows.length === 0) {
    return <ErrorState problem={problemOf(list.error)} onRetry={() => void list.refetch()} />
  }
  if (rows.length === 0) return <NoMatches what="traces" search={search} onChange={onChange} />
  return <Rows key={JSON.stringify(search)} search={search} rowsState={rowsState} onSort={onSort} />
}

function Rows({ search, rowsState, onSort }: Omit<TraceListProps, 'onChange'>) {
  const { list, rows, freshCount, waiting, onScroll } = rowsState
  const box = useRef<HTMLDivElement>(null)
  const isPhone = useIsPhone()
  const key = JSON.stringify(search)
  const [selected, setSelected] = useState(leftAt.get(key)?.selected ?? -1)
  const virtual = useVirtualRows({ box, list, count: rows.length, initialOffset: leftAt.get(key)?.offset ?? 0 })
  const items = virtual.getVirtualItems()
  const totalHeight = virtual.getTotalSize()
  useRowKeys({ rows, selected, setSelected, show: (index) => virtual.scrollToIndex(index) })
  useOpenOnClick(box)
  useEffect(() => {
    leftAt.set(key, { offset: leftAt.get(key)?.offset ?? 0, selected })
  }, [key, selected])
  return (
    <div className="relative h-full min-h-0">
      {waiting > 0 ? <WaitingButton count={waiting} onClick={() => virtual.scrollToOffset(0)} /> : null}
      <div
        ref={box}
        className={cx('h-full overflow-auto overscroll-contain', list.isPlaceholderData && 'opacity-60')}
        onScroll={(event) => {
          leftAt.set(key, { offset: event.currentTarget.scrollTop, selected })
          onScroll(event.currentTarget.scrollTop < rowHeight)
        }}
      >
        {isPhone ? (
          <TraceCards rows={rows} items={items} totalHeight={totalHeight} />
        ) : (
          <TraceTable
            rows={rows}
            items={items}
            totalHeight={totalHeight}
            selected={selected}
            sort={search.sort ?? '-start'}
            onSort={onSort}
            freshCount={freshCount}
          />
        )}
        <ListEnd
          list={list}
          problem={list.isFetchNextPageError ? problemOf(list.error) : undefined}
          count={rows.length}
          words={['trace', 'traces']}
        />
      </div>
    </div>
  )
}

interface VirtualRows {
  readonly box: RefObject<HTMLDivElement | null>
  readonly list: TraceListProps['rowsState']['list']
  readonly count: number
  readonly initialOffset: number
}

/** The rows in sight; asks for the next page before its end is seen. */
function useVirtualRows({ box, list, count, initialOffset }: VirtualRows) {
  const isPhone = useIsPhone()
  const height = isPhone ? cardHeight : rowHeight
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: 12,
    initialOffset,
    scrollPaddingStart: isPhone ? 0 : rowHeight,
    scrollPaddingEnd: rowHeight,
  })
  const lastShown = virtual.getVirtualItems().at(-1)?.index ?? 0
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isFetchNextPageError } = list
  useEffect(() => {
    const isNearEnd = lastShown >= count - 15
    if (isNearEnd && hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage()
  }, [lastShown, count, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage])
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes known from rows of another height no longer hold.
  useEffect(() => virtual.measure(), [virtual, height])
  return virtual
}

const WaitingButton = ({ count, onClick }: { readonly count: number; readonly onClick: () => void }) => (
  <Button
    icon={ArrowUp}
    variant="primary"
    className="animate-appear absolute top-10 left-1/2 z-30 -translate-x-1/2 shadow-pop"
    onClick={onClick}
  >
    {count === 1 ? '1 new trace' : `${formatCount(count)} new traces`}
  </Button>
)

interface RowKeys {
  readonly rows: readonly TraceSummary[]
  readonly selected: number
  readonly setSelected: (index: number) => void
  readonly show: (index: number) => void
}

function useRowKeys({ rows, selected, setSelected, show }: RowKeys): void {
  const navigate = useNavigate()
  const move = (step: number) => {
    const next = Math.min(rows.length - 1, Math.max(0, selected + step))
    setSelected(next)
    show(next)
  }
  const open = () => {
    const trace = rows[selected]
    if (trace) void navigate({ to: '/traces/$traceId', params: { traceId: trace.traceId } })
  }
  useShortcuts([
    { key: 'j', label: 'Next trace', run: () => move(1) },
    { key: 'ArrowDown', label: 'Next trace', run: () => move(1) },
    { key: 'k', label: 'Previous trace', run: () => move(-1) },
    { key: 'ArrowUp', label: 'Previous trace', run: () => move(-1) },
    { key: 'Enter', label: 'Open the trace', run: open },
  ])
}

function useOpenOnClick(box: RefObject<HTMLDivElement | null>): void {
  const router = useRouter()
  const open = useCallback(
    (traceId: string, inNewTab: boolean) => {
      const target = { to: '/traces/$traceId', params: { traceId } } as const
      if (inNewTab) window.open(router.buildLocation(target).href, '_blank', 'noopener')
      else void router.navigate(target)
    },
    [router],
  )
  useRowClicks(box, open)
}
