import { type TraceSort, traceSorts } from '@pawl/core'
import { type FilterSearch, parseFilterSearch, type RawSearch, textOf } from './filter-search.ts'

/** The address of the traces table: its filter, order, and whether it follows new traces. */
export type TraceListSearch = FilterSearch & { readonly sort?: TraceSort; readonly live?: true }

export function parseTraceListSearch(raw: RawSearch): TraceListSearch {
  const filter = parseFilterSearch(raw)
  const sort = traceSorts.find((name) => name === textOf(raw.sort))
  const live = textOf(raw.live) === 'true' || raw.live === true
  return {
    ...filter,
    ...(sort ? { sort } : {}),
    ...(live ? { live } : {}),
  }
}

/** The filter alone. */
export function filterOf(search: TraceListSearch): FilterSearch {
  const { sort: _sort, live: _live, ...filter } = search
  return filter
}

export type SortColumn = 'start' | 'duration' | 'cost' | 'tokens'

/** A header was pressed: largest or newest first, then the other way round. */
export const nextSort = (current: TraceSort, column: SortColumn): TraceSort =>
  current === `-${column}` ? column : `-${column}`
