import { QueryCache, QueryClient } from '@tanstack/react-query'
import { whoAmIQuery } from '../access/index.ts'
import { mayPass, ProblemError, statusQuery } from '../api/index.ts'

const isSignedOut = (error: Error): boolean => error instanceof ProblemError && error.problem.status === 401

const isUnanswered = (error: Error): boolean =>
  error instanceof ProblemError && error.problem.code === 'server_unreachable'

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      // A key that was revoked or a cookie that ran out: the shell asks again who this is and shows the sign-in page.
      if (isSignedOut(error) && query.queryKey[0] !== whoAmIQuery.queryKey[0]) {
        void queryClient.invalidateQueries({ queryKey: whoAmIQuery.queryKey })
      }
      // One call alone may fail; whether the server is away, its status tells.
      if (isUnanswered(error) && query.queryKey[0] !== statusQuery.queryKey[0]) {
        void queryClient.refetchQueries({ queryKey: statusQuery.queryKey }, { cancelRefetch: false })
      }
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < 2 && error instanceof ProblemError && mayPass(error.problem),
      retryDelay: (failures) => Math.min(4000, 400 * 2 ** failures),
    },
  },
})
