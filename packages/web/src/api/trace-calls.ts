import type {
  ChangeList,
  Facets,
  NewScore,
  Score,
  SeriesAnswer,
  ServerStatus,
  SessionDetail,
  SessionList,
  SpanDetail,
  TraceDetail,
  TraceList,
} from '@pawl/core'
import { call, fetchJson } from './fetch-json.ts'
import { type QueryValues, queryString } from './query-string.ts'

/** What a deletion took with it. */
export interface Deleted {
  readonly deletedTraces: number
  readonly deletedSpans: number
}

const id = encodeURIComponent

export const listTraces = (query: QueryValues, signal: AbortSignal) =>
  fetchJson<TraceList>(`/api/traces${queryString(query)}`, { signal })

export const countFacets = (query: QueryValues, signal: AbortSignal) =>
  fetchJson<Facets>(`/api/traces/facets${queryString(query)}`, { signal })

export const tracePath = (traceId: string): string => `/api/traces/${id(traceId)}`

export const getTrace = (traceId: string, signal: AbortSignal) => fetchJson<TraceDetail>(tracePath(traceId), { signal })

export const getSpan = (traceId: string, spanId: string, signal: AbortSignal) =>
  fetchJson<SpanDetail>(`${tracePath(traceId)}/spans/${id(spanId)}`, { signal })

/** Traces as OTLP/JSON, one line each; `pawl traces import` takes them back. */
export async function exportTraces(query: QueryValues): Promise<Blob> {
  const response = await call(`/api/traces/export${queryString(query)}`)
  return response.blob()
}

export const deleteTrace = (traceId: string) => fetchJson<Deleted>(tracePath(traceId), { method: 'DELETE' })

export const deleteSession = (sessionId: string) =>
  fetchJson<Deleted>(`/api/sessions/${id(sessionId)}`, { method: 'DELETE' })

export const listSessions = (query: QueryValues, signal: AbortSignal) =>
  fetchJson<SessionList>(`/api/sessions${queryString(query)}`, { signal })

export const getSession = (sessionId: string, signal: AbortSignal) =>
  fetchJson<SessionDetail>(`/api/sessions/${id(sessionId)}`, { signal })

export const addScore = (score: NewScore) =>
  fetchJson<{ readonly scores: readonly Score[] }>('/api/scores', { method: 'POST', body: score })

export const deleteScore = (scoreId: string) => call(`/api/scores/${id(scoreId)}`, { method: 'DELETE' })

export const getSeries = (query: QueryValues, signal: AbortSignal) =>
  fetchJson<SeriesAnswer>(`/api/metrics/series${queryString(query)}`, { signal })

/** What happened to the application: deployments, and what its traces show by themselves. */
export const listChanges = (query: QueryValues, signal: AbortSignal) =>
  fetchJson<ChangeList>(`/api/changes${queryString(query)}`, { signal })

export const getStatus = (signal: AbortSignal) => fetchJson<ServerStatus>('/api/status', { signal })

/** The bytes of a media part, by a call of its own because an `<img>` sends no project header. */
export async function getBlob(sha256: string, signal?: AbortSignal): Promise<Blob> {
  const response = await call(`/api/blobs/${id(sha256)}`, signal ? { signal } : {})
  return response.blob()
}
