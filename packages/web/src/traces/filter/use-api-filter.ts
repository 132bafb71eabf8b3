import { useMemo, useState } from 'react'
import type { QueryValues } from '../../api/index.ts'
import { type FilterSearch, toApiFilter } from './filter-search.ts'

/** The API filter of a page, and a way to count its relative range from now again. */
export function useApiFilter(search: FilterSearch): {
  readonly filter: QueryValues
  readonly countFromNow: () => void
} {
  const [anchorMs, setAnchorMs] = useState(() => Date.now())
  const filter = useMemo(() => toApiFilter(search, anchorMs), [search, anchorMs])
  return { filter, countFromNow: () => setAnchorMs(Date.now()) }
}
