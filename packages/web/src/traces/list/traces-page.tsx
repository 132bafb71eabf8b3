import { type TraceSort, traceSorts } from '@pawl/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { createChoice, usePreference } from '../../ui/preference.ts'
import { useShortcuts } from '../../ui/shortcuts.tsx'
import { useIsPhone } from '../../ui/use-media-query.ts'
import { FacetPanel } from '../filter/facet-panel.tsx'
import { FilterChips } from '../filter/filter-chips.tsx'
import { type FilterSearch, withInterval } from '../filter/filter-search.ts'
import { filterOf, type TraceListSearch } from '../filter/list-search.ts'
import { useApiFilter } from '../filter/use-api-filter.ts'
import { UntilFirstTrace } from '../first-trace/until-first-trace.tsx'
import { Histogram } from './histogram.tsx'
import { ListToolbar } from './list-toolbar.tsx'
import { TraceList } from './trace-list.tsx'
import { useTraceRows } from './use-trace-rows.ts'

const facetsPreference = createChoice('pawl.facets', ['shown', 'hidden'])
const orderPreference = createChoice<TraceSort>('pawl.trace-order', traceSorts)

/** The table of traces, or, before the first one came, how to send it. */
export const TracesPage = () => (
  <UntilFirstTrace>
    <TraceTablePage />
  </UntilFirstTrace>
)

/** The order that holds: the address's; else the one chosen last, which then stands in the address, so that it can be passed on. */
function useOrder(search: TraceListSearch) {
  const navigate = useNavigate({ from: '/traces' })
  const [remembered, remember] = usePreference(orderPreference)
  // What is followed comes in by time.
  const sort = search.sort ?? (search.live ? '-start' : remembered)
  const isUnnamed = search.sort === undefined && sort !== '-start'
  useEffect(() => {
    if (isUnnamed) void navigate({ search: { ...search, sort }, replace: true })
  }, [isUnnamed, search, sort, navigate])
  return { sort, remember }
}

/** Moves between addresses of the table: another filter, another order, following or not. */
function useListMoves(search: TraceListSearch, countFromNow: () => void) {
  const navigate = useNavigate({ from: '/traces' })
  const go = (next: TraceListSearch) => void navigate({ search: next })
  return {
    change: (next: FilterSearch) => {
      countFromNow()
      const { sort, live } = search
      go({ ...filterOf(next), ...(sort ? { sort } : {}), ...(live ? { live } : {}) })
    },
    setLive: (live: boolean) => {
      countFromNow()
      const { to: _to, ...open } = filterOf(search)
      go(live ? { ...open, live } : filterOf(search))
    },
    sortBy: (sort: NonNullable<TraceListSearch['sort']>) => go({ ...filterOf(search), sort }),
  }
}

function TraceTablePage() {
  const asked: TraceListSearch = useSearch({ from: '/traces' })
  const { sort, remember } = useOrder(asked)
  const search = { ...asked, sort }
  const { filter, countFromNow } = useApiFilter(filterOf(search))
  const rowsState = useTraceRows(filter, search)
  const { change, setLive, sortBy } = useListMoves(asked, countFromNow)
  const [facets, setFacets] = usePreference(facetsPreference)
  const [sheetIsOpen, setSheetIsOpen] = useState(false)
  const isPhone = useIsPhone()
  const input = useRef<HTMLInputElement>(null)
  const refresh = () => {
    countFromNow()
    void rowsState.list.refetch()
  }
  useShortcuts([
    { key: '/', label: 'Search', run: () => input.current?.focus() },
    { key: 'l', label: 'Follow new traces', run: () => setLive(!rowsState.follows) },
    { key: 'r', label: 'Refresh', run: refresh },
  ])
  const panel = <FacetPanel search={filterOf(search)} filter={filter} onChange={change} />
  return (
    <div className="flex h-full flex-col">
      <ListToolbar
        search={filterOf(search)}
        inputRef={input}
        isBusy={rowsState.list.isFetching && !rowsState.list.isFetchingNextPage}
        isLive={rowsState.follows}
        isConnected={rowsState.connected}
        isPhone={isPhone}
        onChange={change}
        onRefresh={refresh}
        onLive={setLive}
        onFacets={() => (isPhone ? setSheetIsOpen(true) : setFacets(facets === 'shown' ? 'hidden' : 'shown'))}
      />
      <div className="border-b px-4 pb-2.5">
        <FilterChips search={filterOf(search)} onChange={change} />
      </div>
      <div className="flex min-h-0 flex-1">
        {facets === 'shown' && !isPhone ? (
          <aside aria-label="Facets" className="w-52 shrink-0 overflow-auto border-r">
            {panel}
          </aside>
        ) : null}
        <div className="flex min-w-0 flex-1 flex-col bg-surface">
          <Histogram
            filter={filter}
            isLive={rowsState.follows}
            onZoom={(fromMs, toMs) => change(withInterval(filterOf(search), fromMs, toMs))}
          />
          <div className="min-h-0 flex-1">
            <TraceList
              search={search}
              rowsState={rowsState}
              onChange={change}
              onSort={(next) => {
                remember(next)
                sortBy(next)
              }}
            />
          </div>
        </div>
      </div>
      <FacetSheet open={sheetIsOpen} onClose={() => setSheetIsOpen(false)} panel={panel} />
    </div>
  )
}

interface FacetSheetProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly panel: ReactNode
}

/** The facets on a phone. */
const FacetSheet = ({ open, onClose, panel }: FacetSheetProps) => (
  <Dialog open={open} onClose={onClose} title="Facets" shape="sheet">
    {panel}
    <Button variant="primary" className="mt-3 w-full" onClick={onClose}>
      Show the traces
    </Button>
  </Dialog>
)
