import { queryOptions } from '@tanstack/react-query'
import { getStatus } from './trace-calls.ts'

/** What the server says about itself; asked again every half minute, so that a full disk shows without a reload. */
export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: ({ signal }) => getStatus(signal),
  refetchInterval: 30_000,
})
