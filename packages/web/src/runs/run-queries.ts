import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import {
  compareRuns,
  getRun,
  getRunRow,
  getRunSummary,
  listRunRows,
  listRuns,
  listRunsOfRow,
  type QueryValues,
} from '../api/index.ts'

const pageSize = 50

export const runListQuery = (filter: QueryValues) =>
  infiniteQueryOptions({
    queryKey: ['runs', 'list', filter],
    queryFn: ({ pageParam, signal }) => listRuns({ ...filter, limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
  })

export const runQuery = (runId: string) =>
  queryOptions({ queryKey: ['runs', 'one', runId], queryFn: ({ signal }) => getRun(runId, signal) })

export const runSummaryQuery = (runId: string) =>
  queryOptions({
    queryKey: ['runs', 'one', runId, 'summary'],
    queryFn: ({ signal }) => getRunSummary(runId, signal),
    placeholderData: keepPreviousData,
  })

export const runRowsQuery = (runId: string, filter: QueryValues) =>
  infiniteQueryOptions({
    queryKey: ['runs', 'one', runId, 'rows', filter],
    queryFn: ({ pageParam, signal }) => listRunRows(runId, { ...filter, limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
  })

export const runRowQuery = (runId: string, rowId: string) =>
  queryOptions({
    queryKey: ['runs', 'one', runId, 'row', rowId],
    queryFn: ({ signal }) => getRunRow(runId, rowId, signal),
  })

export const comparisonQuery = (runs: { readonly before: string; readonly after: string }, filter: QueryValues) =>
  infiniteQueryOptions({
    queryKey: ['runs', 'compare', runs, filter],
    queryFn: ({ pageParam, signal }) => compareRuns(runs, { ...filter, limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
  })

/** Under the key of the row, so that what changes a row asks anew. */
export const runsOfRowQuery = (rowId: string) =>
  queryOptions({ queryKey: ['rows', rowId, 'runs'], queryFn: ({ signal }) => listRunsOfRow(rowId, signal) })
