import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import {
  getDataset,
  getDatasetHistory,
  getRow,
  getRowHistory,
  getRowRevision,
  listDatasets,
  listEvaluators,
  listRows,
  type QueryValues,
} from '../api/index.ts'

const pageSize = 100

/** All datasets in use; with `archived: 'only'` those put away. */
export const datasetListQuery = (archived: 'exclude' | 'only' = 'exclude') =>
  queryOptions({
    queryKey: ['datasets', 'list', archived],
    queryFn: ({ signal }) => listDatasets({ archived }, signal),
  })

export const datasetQuery = (dataset: string) =>
  queryOptions({ queryKey: ['datasets', 'one', dataset], queryFn: ({ signal }) => getDataset(dataset, signal) })

export const rowListQuery = (dataset: string, filter: QueryValues) =>
  infiniteQueryOptions({
    queryKey: ['datasets', 'rows', dataset, filter],
    queryFn: ({ pageParam, signal }) => listRows(dataset, { ...filter, limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
  })

export const datasetHistoryQuery = (dataset: string) =>
  infiniteQueryOptions({
    queryKey: ['datasets', 'history', dataset],
    queryFn: ({ pageParam, signal }) => getDatasetHistory(dataset, { limit: 50, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
  })

export const rowQuery = (rowId: string) =>
  queryOptions({ queryKey: ['rows', rowId], queryFn: ({ signal }) => getRow(rowId, signal) })

export const rowHistoryQuery = (rowId: string) =>
  queryOptions({
    queryKey: ['rows', rowId, 'history'],
    queryFn: ({ signal }) => getRowHistory(rowId, { limit: 100 }, signal),
  })

export const rowRevisionQuery = (rowId: string, revision: number) =>
  queryOptions({
    queryKey: ['rows', rowId, 'revision', revision],
    queryFn: ({ signal }) => getRowRevision(rowId, revision, signal),
    // A revision never changes.
    staleTime: Number.POSITIVE_INFINITY,
  })

export const evaluatorListQuery = queryOptions({
  queryKey: ['evaluators', 'list'],
  queryFn: ({ signal }) => listEvaluators({}, signal),
})
