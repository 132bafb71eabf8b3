import type { SessionList, SessionSummary } from '@pawl/core'
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { MessagesSquare } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { problemOf } from '../../api/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { formatCompact, formatCostUsd, formatDuration } from '../../ui/format/index.ts'
import { Instant } from '../../ui/instant.tsx'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import { oneLine } from '../../ui/visible-text.ts'
import { type FilterSearch, withRange } from '../filter/filter-search.ts'
import { NoMatches, SkeletonRows } from '../list/list-states.tsx'
import type { SessionsSearch } from './sessions-search.ts'

const rowHeight = 68

type SessionPages = UseInfiniteQueryResult<InfiniteData<SessionList>>

export interface SessionRowsProps {
  readonly list: SessionPages
  readonly search: SessionsSearch
  readonly onChange: (search: FilterSearch) => void
}

/** The sessions in whichever state their list is. */
export function SessionRows({ list, search, onChange }: SessionRowsProps) {
  if (list.isPending) return <SkeletonRows height={rowHeight} />
  if (list.isError) return <ErrorState problem={problemOf(list.error)} onRetry={() => void list.refetch()} />
  const sessions = list.data.pages.flatMap((page) => page.sessions)
  if (sessions.length > 0) return <VirtualSessions list={list} sessions={sessions} />
  if (search.q || search.user || search.from) return <NoMatches what="sessions" search={search} onChange={onChange} />
  return (
    <EmptyState
      icon={MessagesSquare}
      title="No sessions here"
      action={
        search.range === 'all' ? null : (
          <Button onClick={() => onChange(withRange(search, 'all'))}>Look at all time</Button>
        )
      }
    >
      A session groups the traces of one conversation. An application names it with the attribute{' '}
      <code className="font-mono text-xs">session.id</code> or{' '}
      <code className="font-mono text-xs">gen_ai.conversation.id</code>.
    </EmptyState>
  )
}

function VirtualSessions({
  list,
  sessions,
}: {
  readonly list: SessionPages
  readonly sessions: readonly SessionSummary[]
}) {
  const box = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: sessions.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  })
  const items = virtual.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list
  useEffect(() => {
    if (lastShown >= sessions.length - 10 && hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [lastShown, sessions.length, hasNextPage, isFetchingNextPage, fetchNextPage])
  return (
    <div ref={box} className="h-full overflow-auto">
      <ul aria-label="Sessions" className="relative" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const session = sessions[item.index]
          return session ? (
            <li
              key={session.sessionId}
              className="absolute inset-x-0 top-0"
              style={{ height: rowHeight, transform: `translateY(${item.start}px)` }}
            >
              <SessionRow session={session} />
            </li>
          ) : null
        })}
      </ul>
    </div>
  )
}

function SessionRow({ session }: { readonly session: SessionSummary }) {
  const lengthMs = Date.parse(session.endTime) - Date.parse(session.startTime)
  return (
    <Link
      to="/sessions/$sessionId"
      params={{ sessionId: session.sessionId }}
      className="grid h-full grid-cols-[minmax(0,1fr)_auto] items-center gap-x-6 border-b px-4 outline-offset-[-2px] hover:bg-hover md:grid-cols-[minmax(0,1fr)_9rem_5rem_5rem_6rem]"
    >
      <span className="min-w-0">
        <span className="block truncate font-medium">{oneLine(session.firstInput) || 'No input'}</span>
        <span className="block truncate text-ink-2">
          {oneLine(session.lastOutput) || <span className="text-ink-3">No output</span>}
        </span>
        <span className="flex gap-2 truncate text-xs text-ink-3">
          <span className="truncate font-mono">{oneLine(session.sessionId, 60)}</span>
          {session.userId ? <span className="truncate">{oneLine(session.userId, 40)}</span> : null}
        </span>
      </span>
      <span className="text-right text-ink-2 md:text-left">
        <Instant iso={session.endTime} as="compact" />
        <span className="block text-xs text-ink-3">over {formatDuration(lengthMs)}</span>
      </span>
      <span className="hidden text-right md:block">
        {session.traceCount} <span className="text-ink-3">{session.traceCount === 1 ? 'trace' : 'traces'}</span>
      </span>
      <span className="hidden text-right md:block">
        {session.errorCount > 0 ? <Badge tone="error">{session.errorCount} failed</Badge> : null}
      </span>
      <span className="hidden text-right md:block">
        {formatCostUsd(session.costUsd)}
        <span className="block text-xs text-ink-3">{formatCompact(session.totalTokens)} tokens</span>
      </span>
    </Link>
  )
}
