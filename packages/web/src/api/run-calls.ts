import type {
  NewRun,
  RunComparisonView,
  RunList,
  RunProgress,
  RunRowDetail,
  RunRowList,
  RunSummaryView,
  RunsOfRow,
  RunView,
} from '@pawl/core'
import { readEvents } from './event-stream.ts'
import { call, fetchJson } from './fetch-json.ts'
import { type QueryValues, queryString } from './query-string.ts'

const id = encodeURIComponent
const runPath = (runId: string): string => `/api/runs/${id(runId)}`

export const listRuns = (query: QueryValues, signal: AbortSignal) =>
  fetchJson<RunList>(`/api/runs${queryString(query)}`, { signal })

export const createRun = (run: NewRun) => fetchJson<RunView>('/api/runs', { method: 'POST', body: run })

export const getRun = (runId: string, signal: AbortSignal) => fetchJson<RunView>(runPath(runId), { signal })

export const getRunSummary = (runId: string, signal: AbortSignal) =>
  fetchJson<RunSummaryView>(`${runPath(runId)}/summary`, { signal })

export const listRunRows = (runId: string, query: QueryValues, signal: AbortSignal) =>
  fetchJson<RunRowList>(`${runPath(runId)}/rows${queryString(query)}`, { signal })

export const getRunRow = (runId: string, rowId: string, signal: AbortSignal) =>
  fetchJson<RunRowDetail>(`${runPath(runId)}/rows/${id(rowId)}`, { signal })

export const listRunsOfRow = (rowId: string, signal: AbortSignal) =>
  fetchJson<RunsOfRow>(`/api/rows/${id(rowId)}/runs`, { signal })

export const cancelRun = (runId: string) => call(`${runPath(runId)}/cancel`, { method: 'POST', body: {} })

export const resumeRun = (runId: string) => call(`${runPath(runId)}/resume`, { method: 'POST', body: {} })

export const compareRuns = (
  runs: { readonly before: string; readonly after: string },
  query: QueryValues,
  signal: AbortSignal,
) => fetchJson<RunComparisonView>(`${runPath(runs.before)}/compare/${id(runs.after)}${queryString(query)}`, { signal })

export async function exportRun(runId: string, format: 'csv' | 'json'): Promise<Blob> {
  const response = await call(`${runPath(runId)}/export?format=${format}`)
  return response.blob()
}

/** Calls back whenever a run gets on, until it has ended or the signal aborts. */
export const followRun = (runId: string, signal: AbortSignal, onProgress: (progress: RunProgress) => void) =>
  readEvents(`${runPath(runId)}/events`, signal, ({ event, data }) => {
    if (event === 'progress' || event === 'end') onProgress(JSON.parse(data) as RunProgress)
  })
