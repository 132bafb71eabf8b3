import { type FilterSearch, parseFilterSearch, type RawSearch } from '../filter/filter-search.ts'

/** The address of the list of sessions: a part of the filter of traces. */
export type SessionsSearch = Pick<FilterSearch, 'range' | 'from' | 'to' | 'q' | 'in' | 'user'>

export function parseSessionsSearch(raw: RawSearch): SessionsSearch {
  const { range, from, to, q, in: side, user } = parseFilterSearch(raw)
  return {
    ...(range ? { range } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(q ? { q } : {}),
    ...(side ? { in: side } : {}),
    ...(user ? { user } : {}),
  }
}
