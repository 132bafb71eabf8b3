import type { TraceFacet, TraceSort } from '@pawl/core'
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import {
  countFacets,
  getSeries,
  getSession,
  getSpan,
  getTrace,
  listChanges,
  listSessions,
  listTraces,
  type QueryValues,
} from '../api/index.ts'

const pageSize = 50

export const traceListQuery = (filter: QueryValues, sort: TraceSort) =>
  infiniteQueryOptions({
    queryKey: ['traces', 'list', filter, sort],
    queryFn: ({ pageParam, signal }) => listTraces({ ...filter, sort, limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
  })

export const facetsQuery = (filter: QueryValues, facets?: readonly TraceFacet[]) =>
  queryOptions({
    queryKey: ['traces', 'facets', filter, facets],
    queryFn: ({ signal }) => countFacets({ ...filter, ...(facets ? { facet: facets } : {}) }, signal),
    placeholderData: keepPreviousData,
  })

export const traceQuery = (traceId: string) =>
  queryOptions({ queryKey: ['trace', traceId], queryFn: ({ signal }) => getTrace(traceId, signal) })

export const spanQuery = (traceId: string, spanId: string) =>
  queryOptions({
    queryKey: ['trace', traceId, 'span', spanId],
    queryFn: ({ signal }) => getSpan(traceId, spanId, signal),
  })

export const sessionListQuery = (query: QueryValues) =>
  infiniteQueryOptions({
    queryKey: ['sessions', 'list', query],
    queryFn: ({ pageParam, signal }) => listSessions({ ...query, limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
  })

export const sessionQuery = (sessionId: string) =>
  queryOptions({ queryKey: ['session', sessionId], queryFn: ({ signal }) => getSession(sessionId, signal) })

export const seriesQuery = (query: QueryValues) =>
  queryOptions({
    queryKey: ['series', query],
    queryFn: ({ signal }) => getSeries(query, signal),
    placeholderData: keepPreviousData,
  })

export const changesQuery = (range: QueryValues) =>
  queryOptions({ queryKey: ['changes', range], queryFn: ({ signal }) => listChanges(range, signal) })

/** Scores that were given lately, the most frequent first. */
export const scoreNamesQuery = queryOptions({
  queryKey: ['traces', 'score-names'],
  queryFn: ({ signal }) => countFacets({ facet: ['score'] }, signal),
  select: ({ facets }) => facets.score?.map(({ value }) => value) ?? [],
})

const dayMs = 86_400_000
const refreshMs = 30_000
/** To the minute, so that pages that ask at once ask the same. */
const sinceYesterday = (): string => new Date(Math.floor((Date.now() - dayMs) / 60_000) * 60_000).toISOString()

/** How many traces came in the last day, and how many of them had an error. */
export const todayQuery = queryOptions({
  queryKey: ['traces', 'today'],
  queryFn: ({ signal }) => countFacets({ from: sinceYesterday(), facet: ['status'] }, signal),
  select: ({ facets }) => {
    const counts = facets.status ?? []
    return {
      all: counts.reduce((sum, { count }) => sum + count, 0),
      errors: counts.find(({ value }) => value === 'error')?.count ?? 0,
    }
  },
  refetchInterval: refreshMs,
})

export const failingTracesQuery = queryOptions({
  queryKey: ['traces', 'failing'],
  queryFn: ({ signal }) => listTraces({ from: sinceYesterday(), status: ['error'], limit: 4 }, signal),
  select: ({ traces }) => traces,
  refetchInterval: refreshMs,
})
