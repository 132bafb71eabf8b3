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
  listRows,
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

/** Rows by the hundreds: one beyond these is shown by its id. */
const mostPreviewPages = 10

/** The beginning of what each row of a dataset says, by the row's id. */
export const rowPreviewsQuery = (dataset: string) =>
  queryOptions({
    queryKey: ['gates', 'row-previews', dataset],
    queryFn: async ({ signal }) => {
      const previews = new Map<string, string>()
      let cursor: string | null = null
      for (let page = 0; page < mostPreviewPages; page++) {
        const answer: Awaited<ReturnType<typeof listRows>> = await listRows(dataset, { limit: 200, cursor }, signal)
        for (const { id, preview, expectedPreview } of answer.rows) previews.set(id, preview || expectedPreview)
        cursor = answer.nextCursor
        if (cursor === null) break
      }
      return previews
    },
    staleTime: 5 * 60_000,
  })
