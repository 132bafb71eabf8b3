import type { GateView } from '@pawl/core'
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import {
  getGate,
  getGateRecord,
  getRunRow,
  listDatasets,
  listEnvironments,
  listGates,
  listPolicyVersions,
  listPrompts,
  nameRows,
  type QueryValues,
} from '../api/index.ts'

const pageSize = 50

export const isUnderWay = ({ status }: Pick<GateView, 'status'>): boolean =>
  status === 'running' || status === 'waiting'

export const gateListQuery = (filter: QueryValues) =>
  infiniteQueryOptions({
    queryKey: ['gates', 'list', filter],
    queryFn: ({ pageParam, signal }) => listGates({ ...filter, limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
    // Gates that go on change without anyone touching the page.
    refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.gates.some(isUnderWay)) ? 3000 : 30_000),
  })

export const gateQuery = (gateId: string) =>
  queryOptions({ queryKey: ['gates', 'one', gateId], queryFn: ({ signal }) => getGate(gateId, signal) })

/** The trials of a gate that has ended; they never change. */
export const gateRecordQuery = (gateId: string) =>
  queryOptions({
    queryKey: ['gates', 'record', gateId],
    queryFn: ({ signal }) => getGateRecord(gateId, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  })

export const policyVersionsQuery = (environment: string) =>
  queryOptions({
    queryKey: ['policies', environment, 'versions'],
    queryFn: ({ signal }) => listPolicyVersions(environment, signal),
  })

export const environmentsQuery = queryOptions({
  queryKey: ['environments'],
  queryFn: ({ signal }) => listEnvironments(signal),
})

export const promptChoicesQuery = queryOptions({
  queryKey: ['gates', 'choices', 'prompts'],
  queryFn: ({ signal }) => listPrompts(false, signal),
})

export const datasetChoicesQuery = queryOptions({
  queryKey: ['gates', 'choices', 'datasets'],
  queryFn: async ({ signal }) => (await listDatasets({}, signal)).datasets.map(({ name }) => name),
})

export const trialsOfRowQuery = (runId: string, rowId: string) =>
  queryOptions({
    queryKey: ['gates', 'trials', runId, rowId],
    queryFn: ({ signal }) => getRunRow(runId, rowId, signal),
  })

/** The beginning of what some rows say, by id. */
export const rowNamesQuery = (rowIds: readonly string[]) =>
  queryOptions({
    queryKey: ['gates', 'row-names', rowIds],
    queryFn: async ({ signal }) => (rowIds.length === 0 ? {} : (await nameRows(rowIds, signal)).names),
    staleTime: 5 * 60_000,
    placeholderData: keepPreviousData,
  })
