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
import { anyFailed } from './filter/filter-conditions.ts'

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

/** How many traces came in the last day, how many of them had an error, and how many a score that failed. */
export const todayQuery = queryOptions({
  queryKey: ['traces', 'today'],
  queryFn: ({ signal }) => countFacets({ from: sinceYesterday(), facet: ['status', 'failedScore'] }, signal),
  select: ({ facets: { status = [], failedScore = [] } }) => ({
    all: status.reduce((sum, { count }) => sum + count, 0),
    errors: status.find(({ value }) => value === 'error')?.count ?? 0,
    failedScores: failedScore.find(({ value }) => value === anyFailed)?.count ?? 0,
  }),
  refetchInterval: refreshMs,
})

const failingCount = 4

/** The newest of the last day that had an error or a score that failed. */
export const failingTracesQuery = queryOptions({
  queryKey: ['traces', 'failing'],
  queryFn: async ({ signal }) => {
    const newest = { from: sinceYesterday(), limit: failingCount }
    const lists = await Promise.all([
      listTraces({ ...newest, status: ['error'] }, signal),
      listTraces({ ...newest, score: [anyFailed] }, signal),
    ])
    const found = new Map(lists.flatMap(({ traces }) => traces.map((trace) => [trace.traceId, trace])))
    return [...found.values()].sort((a, b) => (a.startTime < b.startTime ? 1 : -1)).slice(0, failingCount)
  },
  refetchInterval: refreshMs,
})
