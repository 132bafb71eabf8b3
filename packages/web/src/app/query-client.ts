import { QueryCache, QueryClient } from '@tanstack/react-query'
import { whoAmIQuery } from '../access/index.ts'
import { ProblemError } from '../api/index.ts'

const retryable = new Set([0, 429, 502, 503, 504])

const isSignedOut = (error: Error): boolean => error instanceof ProblemError && error.problem.status === 401

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      // A key that was revoked or a cookie that ran out: the shell asks again who this is and shows the sign-in page.
      if (isSignedOut(error) && query.queryKey[0] !== whoAmIQuery.queryKey[0]) {
        void queryClient.invalidateQueries({ queryKey: whoAmIQuery.queryKey })
      }
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < 2 && error instanceof ProblemError && retryable.has(error.problem.status),
      retryDelay: (failures) => Math.min(4000, 400 * 2 ** failures),
    },
  },
})
