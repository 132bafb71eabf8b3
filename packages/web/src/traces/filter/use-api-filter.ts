import { useMemo, useState } from 'react'
import type { QueryValues } from '../../api/index.ts'
import { type FilterSearch, toApiFilter } from './filter-search.ts'

/** The API filter of a page, and a way to count its relative range from now again. */
export function useApiFilter(search: FilterSearch): {
  readonly filter: QueryValues
  readonly countFromNow: () => void
} {
  const [anchorMs, setAnchorMs] = useState(() => Date.now())
  // By content: pages make their search object anew on every render, and a live connection hangs on the result.
  const content = JSON.stringify(search)
  const filter = useMemo(() => toApiFilter(JSON.parse(content) as FilterSearch, anchorMs), [content, anchorMs])
  return { filter, countFromNow: () => setAnchorMs(Date.now()) }
}
