import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useRef } from 'react'
import { useShortcuts } from '../../ui/shortcuts.tsx'
import { FilterChips } from '../filter/filter-chips.tsx'
import type { FilterSearch } from '../filter/filter-search.ts'
import { TimeRangePicker } from '../filter/time-range-picker.tsx'
import { useApiFilter } from '../filter/use-api-filter.ts'
import { SearchBox } from '../list/search-box.tsx'
import { sessionListQuery } from '../trace-queries.ts'
import { SessionRows } from './session-rows.tsx'
import { parseSessionsSearch, type SessionsSearch } from './sessions-search.ts'

export function SessionsPage() {
  const search: SessionsSearch = useSearch({ from: '/sessions' })
  const navigate = useNavigate({ from: '/sessions' })
  const input = useRef<HTMLInputElement>(null)
  const { filter, countFromNow } = useApiFilter(search)
  const change = (next: FilterSearch) => {
    countFromNow()
    void navigate({ search: parseSessionsSearch(next) })
  }
  useShortcuts([{ key: '/', label: 'Search', run: () => input.current?.focus() }])
  const list = useInfiniteQuery(sessionListQuery(filter))
  return (
    <div className="flex h-full flex-col">
      <div className="flex flex-wrap items-center gap-2 border-b px-4 py-2.5">
        <h1 className="sr-only">Sessions</h1>
        <SearchBox inputRef={input} search={search} placeholder="Search in sessions" onChange={change} />
        <TimeRangePicker search={search} onChange={change} />
        {search.user ? <FilterChips search={search} onChange={change} /> : null}
      </div>
      <div className="min-h-0 flex-1 bg-surface">
        <SessionRows list={list} search={search} onChange={change} />
      </div>
    </div>
  )
}
