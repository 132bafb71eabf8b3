import type { RunList, RunView } from '@pawl/core'
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Play, Plus, SearchX } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { problemOf } from '../../api/index.ts'
import { Button } from '../../ui/button.tsx'
import { ListEnd } from '../../ui/list-end.tsx'
import { useShortcuts } from '../../ui/shortcuts.tsx'
import { EmptyState, ErrorState, SkeletonLines } from '../../ui/states.tsx'
import { useIsPhone } from '../../ui/use-media-query.ts'
import { RunLine, RunListHead } from './run-line.tsx'

export interface RunRowsProps {
  readonly list: UseInfiniteQueryResult<InfiniteData<RunList>>
  readonly runs: readonly RunView[]
  readonly isFiltered: boolean
  readonly chosen: readonly string[]
  readonly onChoose: (runId: string) => void
  readonly onNew: () => void
  readonly onClear: () => void
}

export function RunRows(props: RunRowsProps) {
  const { list, runs, isFiltered, onNew, onClear } = props
  if (list.isPending) {
    return (
      <div className="p-4">
        <SkeletonLines lines={10} />
      </div>
    )
  }
  if (list.isError && runs.length === 0)
    return <ErrorState problem={problemOf(list.error)} onRetry={() => void list.refetch()} />
  if (runs.length > 0) return <VirtualRuns {...props} />
  if (isFiltered) {
    return (
      <EmptyState icon={SearchX} title="No run fits" action={<Button onClick={onClear}>Clear the filters</Button>} />
    )
  }
  return (
    <EmptyState
      icon={Play}
      title="No runs yet"
      action={
        <Button icon={Plus} variant="primary" onClick={onNew}>
          New run
        </Button>
      }
    >
      A run tries a prompt version or another target on every row of a dataset, as often as you say, and has evaluators
      judge what comes out.
    </EmptyState>
  )
}

function VirtualRuns({ list, runs, chosen, onChoose }: RunRowsProps) {
  const isPhone = useIsPhone()
  const box = useRef<HTMLDivElement>(null)
  const [selected, setSelected] = useState(-1)
  const navigate = useNavigate()
  const virtual = useVirtualizer({
    count: runs.length,
    getScrollElement: () => box.current,
    estimateSize: () => (isPhone ? 104 : 44),
    overscan: 10,
  })
  const items = virtual.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list
  useEffect(() => {
    const isNearEnd = lastShown >= runs.length - 10
    if (isNearEnd && hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage()
  }, [lastShown, runs.length, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage])
  const move = (step: number) => {
    const next = Math.min(runs.length - 1, Math.max(0, selected + step))
    setSelected(next)
    virtual.scrollToIndex(next)
  }
  const open = runs[selected]
  useShortcuts([
    { key: 'j', label: 'Next run', run: () => move(1) },
    { key: 'k', label: 'Previous run', run: () => move(-1) },
    { key: 'x', label: 'Choose for a comparison', run: () => (open ? onChoose(open.id) : undefined) },
    {
      key: 'Enter',
      label: 'Open the run',
      run: () => (open ? void navigate({ to: '/runs/$runId', params: { runId: open.id } }) : undefined),
    },
  ])
  return (
    <div ref={box} className="h-full overflow-auto">
      {isPhone ? null : <RunListHead />}
      <ul aria-label="Runs" className="relative" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const run = runs[item.index]
          return run ? (
            <li
              key={run.id}
              data-run={run.id}
              className="absolute inset-x-0 top-0"
              style={{ height: item.size, transform: `translateY(${item.start}px)` }}
            >
              <RunLine
                run={run}
                isSelected={item.index === selected}
                isChosen={chosen.includes(run.id)}
                onChoose={() => onChoose(run.id)}
              />
            </li>
          ) : null
        })}
      </ul>
      <ListEnd
        list={list}
        problem={list.isFetchNextPageError ? problemOf(list.error) : undefined}
        count={runs.length}
        words={['run', 'runs']}
      />
    </div>
  )
}
