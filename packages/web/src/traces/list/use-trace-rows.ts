import type { TraceSummary } from '@pawl/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { QueryValues } from '../../api/index.ts'
import type { TraceListSearch } from '../filter/list-search.ts'
import { traceListQuery } from '../trace-queries.ts'
import { mergeLive } from './merge-live.ts'
import { useLiveTraces } from './use-live-traces.ts'

/** The rows of the table: the listed pages, and on top what arrives while the page follows. */
export function useTraceRows(filter: QueryValues, search: TraceListSearch) {
  const list = useInfiniteQuery(traceListQuery(filter, search.sort ?? '-start'))
  const follows = search.live === true && search.to === undefined && (search.sort ?? '-start') === '-start'
  const live = useLiveTraces(filter, follows)
  const [isAtTop, setIsAtTop] = useState(true)
  // Rows must not move under a reader who has scrolled down: what arrives then waits behind a count.
  const [held, setHeld] = useState<ReadonlyMap<string, TraceSummary>>()
  const shown = held ?? live.arrived
  const listed = useMemo(() => list.data?.pages.flatMap((page) => page.traces) ?? [], [list.data])
  const rows = useMemo(() => mergeLive(listed, shown), [listed, shown])
  const waiting = held
    ? Array.from(live.arrived.keys()).filter((id) => !held.has(id) && listed.every((trace) => trace.traceId !== id))
        .length
    : 0
  const onScroll = (atTop: boolean) => {
    if (atTop === isAtTop) return
    setIsAtTop(atTop)
    setHeld(atTop || !follows ? undefined : live.arrived)
  }
  return { list, rows, freshCount: rows.length - listed.length, follows, connected: live.connected, waiting, onScroll }
}
