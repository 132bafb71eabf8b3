import type {
  AddedRows,
  AddRows,
  ChangeStatuses,
  DatasetEdit,
  DatasetHistory,
  DatasetJob,
  DatasetList,
  DatasetView,
  Duplicate,
  EditRow,
  FromTraces,
  ImportPreview,
  NewDataset,
  NewRow,
  RowHistory,
  RowList,
  RowNames,
  RowRevision,
  RowStatus,
  RowView,
} from '@pawl/core'
import { call, fetchJson } from './fetch-json.ts'
import { type QueryValues, queryString } from './query-string.ts'

const id = encodeURIComponent
const datasetPath = (dataset: string): string => `/api/datasets/${id(dataset)}`
const rowPath = (rowId: string): string => `/api/rows/${id(rowId)}`
const ifMatch = (revision: number) => ({ 'if-match': `"${revision}"` })

export const listDatasets = (query: QueryValues, signal: AbortSignal) =>
  fetchJson<DatasetList>(`/api/datasets${queryString(query)}`, { signal })

export const getDataset = (dataset: string, signal: AbortSignal) =>
  fetchJson<DatasetView>(datasetPath(dataset), { signal })

export const createDataset = (dataset: NewDataset) =>
  fetchJson<DatasetView>('/api/datasets', { method: 'POST', body: dataset })

export const editDataset = (dataset: string, edit: DatasetEdit) =>
  fetchJson<DatasetView>(datasetPath(dataset), { method: 'PATCH', body: edit })

/** `force` archives it even where prompts name it as their protection. */
export const archiveDataset = (dataset: string, body: { readonly reason: string; readonly force: boolean }) =>
  fetchJson<DatasetView>(`${datasetPath(dataset)}/archive`, { method: 'POST', body })

export const restoreDataset = (dataset: string) =>
  fetchJson<DatasetView>(`${datasetPath(dataset)}/restore`, { method: 'POST', body: {} })

export const getDatasetHistory = (dataset: string, query: QueryValues, signal: AbortSignal) =>
  fetchJson<DatasetHistory>(`${datasetPath(dataset)}/history${queryString(query)}`, { signal })

export const listRows = (dataset: string, query: QueryValues, signal: AbortSignal) =>
  fetchJson<RowList>(`${datasetPath(dataset)}/rows${queryString(query)}`, { signal })

/** The first words of rows, by id; at most 200 of them. */
export const nameRows = (ids: readonly string[], signal: AbortSignal) =>
  fetchJson<RowNames>('/api/rows/names', { method: 'POST', body: { ids }, signal })

export const addRows = (dataset: string, request: AddRows) =>
  fetchJson<AddedRows>(`${datasetPath(dataset)}/rows`, { method: 'POST', body: request })

export const findDuplicates = (
  dataset: string,
  request: { readonly row: object; readonly exceptRowId?: string },
  signal: AbortSignal,
) =>
  fetchJson<{ readonly duplicates: readonly Duplicate[] }>(`${datasetPath(dataset)}/duplicates`, {
    method: 'POST',
    body: request,
    signal,
  })

export const changeStatuses = (dataset: string, change: ChangeStatuses) =>
  fetchJson<{ readonly revision: number }>(`${datasetPath(dataset)}/rows/status`, { method: 'POST', body: change })

export const draftRow = (source: { readonly traceId: string; readonly spanId?: string }, signal: AbortSignal) =>
  fetchJson<{ readonly row: NewRow }>('/api/datasets/draft-row', { method: 'POST', body: source, signal })

export const getRow = (rowId: string, signal: AbortSignal) => fetchJson<RowView>(rowPath(rowId), { signal })

/** Refused with `conflict` when the row is no longer at `revision`. */
export const editRow = (rowId: string, revision: number, request: EditRow) =>
  fetchJson<RowView>(rowPath(rowId), { method: 'PATCH', body: request, headers: ifMatch(revision) })

export const changeStatus = (rowId: string, revision: number, change: { status: RowStatus; reason?: string }) =>
  fetchJson<RowView>(`${rowPath(rowId)}/status`, { method: 'POST', body: change, headers: ifMatch(revision) })

/** The duplicate is archived; what it demands, the row demands from now on. */
export const mergeRow = (rowId: string, revision: number, merge: { duplicateId: string; reason?: string }) =>
  fetchJson<RowView>(`${rowPath(rowId)}/merge`, { method: 'POST', body: merge, headers: ifMatch(revision) })

export const getRowHistory = (rowId: string, query: QueryValues, signal: AbortSignal) =>
  fetchJson<RowHistory>(`${rowPath(rowId)}/history${queryString(query)}`, { signal })

export const getRowRevision = (rowId: string, revision: number, signal: AbortSignal) =>
  fetchJson<RowRevision>(`${rowPath(rowId)}/revisions/${revision}`, { signal })

const importPath = (dataset: string, query: QueryValues) => `${datasetPath(dataset)}/import${queryString(query)}`

/** The first records of a file as rows; nothing is stored. */
export const previewImport = (dataset: string, file: Blob, query: QueryValues) =>
  fetchJson<ImportPreview>(importPath(dataset, query), { method: 'POST', body: file })

export const startImport = (dataset: string, file: Blob, query: QueryValues) =>
  fetchJson<DatasetJob>(importPath(dataset, query), { method: 'POST', body: file })

export interface MappingPreviewAnswer {
  readonly rows: readonly {
    readonly traceId: string
    readonly row: NewRow
    readonly problems: readonly { readonly field: string; readonly message: string; readonly fix: string }[]
  }[]
  readonly problems: readonly {
    readonly field: string
    readonly message: string
    readonly fix: string
    readonly traceCount: number
    readonly exampleTraceId: string
  }[]
  readonly paths: readonly string[]
}

export const previewFromTraces = (dataset: string, request: object, signal: AbortSignal) =>
  fetchJson<MappingPreviewAnswer>(`${datasetPath(dataset)}/from-traces/preview`, {
    method: 'POST',
    body: request,
    signal,
  })

export const startFromTraces = (dataset: string, request: FromTraces) =>
  fetchJson<DatasetJob>(`${datasetPath(dataset)}/from-traces`, { method: 'POST', body: request })

/** Answers when the job has ended, or after two seconds. */
export const getDatasetJob = (dataset: string, jobId: string, signal: AbortSignal) =>
  fetchJson<DatasetJob>(`${datasetPath(dataset)}/jobs/${id(jobId)}?waitS=2`, { signal })

export const cancelDatasetJob = (dataset: string, jobId: string) =>
  fetchJson<DatasetJob>(`${datasetPath(dataset)}/jobs/${id(jobId)}/cancel`, { method: 'POST' })

export async function exportDataset(dataset: string, query: QueryValues): Promise<Blob> {
  const response = await call(`${datasetPath(dataset)}/export${queryString(query)}`)
  return response.blob()
}
