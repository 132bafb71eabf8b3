import { queryOptions } from '@tanstack/react-query'
import { getStatus } from './trace-calls.ts'

/** What the server says about itself; asked again every half minute, so that a full disk shows without a reload, and sooner while it is away. */
export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: ({ signal }) => getStatus(signal),
  // Asked at once where another call got no answer: the first try tells.
  retry: false,
  refetchInterval: ({ state }) => (state.status === 'error' ? 2000 : 30_000),
})
