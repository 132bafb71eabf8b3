import type { CheckDeployment } from '@pawl/core'
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import {
  checkDeployment,
  getEnvironment,
  getGate,
  listAudit,
  listDeliveries,
  listDeployments,
  listEnvironments,
  listWebhooks,
  type QueryValues,
  whoAmI,
} from '../api/index.ts'

export const environmentsQuery = queryOptions({
  queryKey: ['environments'],
  queryFn: ({ signal }) => listEnvironments(signal),
})

export const environmentNamesQuery = queryOptions({
  ...environmentsQuery,
  select: ({ environments }) => environments.map(({ name }) => name),
})

/** What is live changes by others' hands, too. */
const refreshMs = 20_000

export const releaseQuery = (environment: string) =>
  queryOptions({
    queryKey: ['releases', 'one', environment],
    queryFn: ({ signal }) => getEnvironment(environment, signal),
    refetchInterval: refreshMs,
  })

export const historyQuery = (filter: QueryValues) =>
  infiniteQueryOptions({
    queryKey: ['releases', 'history', filter],
    queryFn: ({ pageParam, signal }) => listDeployments({ ...filter, limit: 25, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
  })

/** Whether it may be deployed now; never taken from before. */
export const checkQuery = (request: CheckDeployment) =>
  queryOptions({
    queryKey: ['releases', 'check', request],
    queryFn: ({ signal }) => checkDeployment(request, signal),
    staleTime: 0,
  })

export const gateOfCheckQuery = (gateId: string) =>
  queryOptions({ queryKey: ['gates', 'one', gateId], queryFn: ({ signal }) => getGate(gateId, signal) })

export const callerQuery = queryOptions({ queryKey: ['releases', 'caller'], queryFn: ({ signal }) => whoAmI(signal) })

export const auditQuery = (filter: QueryValues) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam, signal }) => listAudit({ ...filter, limit: 50, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
    staleTime: 0,
  })

export const webhooksQuery = queryOptions({ queryKey: ['webhooks'], queryFn: ({ signal }) => listWebhooks(signal) })

export const deliveriesQuery = (webhookId: string) =>
  infiniteQueryOptions({
    queryKey: ['webhooks', webhookId, 'deliveries'],
    queryFn: ({ pageParam, signal }) => listDeliveries(webhookId, { limit: 25, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    refetchInterval: 5000,
  })
