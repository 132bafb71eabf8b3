import type {
  EvaluationSubject,
  EvaluatorDefinition,
  EvaluatorDetail,
  EvaluatorTrialAnswer,
  ListedEvaluator,
  NewEvaluatorVersion,
} from '@pawl/core'
import { fetchJson } from './fetch-json.ts'
import { type QueryValues, queryString } from './query-string.ts'

export interface EvaluatorList {
  readonly evaluators: readonly ListedEvaluator[]
}

export const listEvaluators = (query: QueryValues, signal: AbortSignal) =>
  fetchJson<EvaluatorList>(`/api/evaluators${queryString(query)}`, { signal })

export const getEvaluator = (name: string, signal: AbortSignal) =>
  fetchJson<EvaluatorDetail>(`/api/evaluators/${encodeURIComponent(name)}`, { signal })

export const createEvaluator = (evaluator: Partial<NewEvaluatorVersion> & { name: string; definition: object }) =>
  fetchJson<EvaluatorDetail>('/api/evaluators', { method: 'POST', body: evaluator })

/** Judges without saving anything. */
export const tryEvaluator = (
  trial: { readonly definition: EvaluatorDefinition; readonly subjects: readonly EvaluationSubject[] },
  signal: AbortSignal,
) => fetchJson<EvaluatorTrialAnswer>('/api/evaluators/try', { method: 'POST', body: trial, signal })
