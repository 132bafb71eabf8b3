import type { BackfillRequest, NewOnlineEvaluation, OnlineEvaluationList, OnlineEvaluationView } from '@pawl/core'
import { call, fetchJson } from './fetch-json.ts'

const onlinePath = (name: string): string => `/api/online-evaluations/${encodeURIComponent(name)}`

export const listOnlineEvaluations = (signal: AbortSignal) =>
  fetchJson<OnlineEvaluationList>('/api/online-evaluations', { signal })

/** Makes it, or changes the one that exists. */
export const putOnlineEvaluation = (name: string, definition: NewOnlineEvaluation) =>
  fetchJson<OnlineEvaluationView>(onlinePath(name), { method: 'PUT', body: definition })

export const removeOnlineEvaluation = (name: string) => call(onlinePath(name), { method: 'DELETE' })

/** Judges what came in before; the same range again goes on where it stopped. */
export const startBackfill = (name: string, request: BackfillRequest) =>
  fetchJson<OnlineEvaluationView>(`${onlinePath(name)}/backfill`, { method: 'POST', body: request })

export const cancelBackfill = (name: string) => call(`${onlinePath(name)}/backfill`, { method: 'DELETE' })
