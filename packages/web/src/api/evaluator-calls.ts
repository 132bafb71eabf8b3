import type {
  CheckedVersion,
  EvaluationSubject,
  EvaluatorAccuracy,
  EvaluatorDefinition,
  EvaluatorDetail,
  EvaluatorTrialAnswer,
  EvaluatorUses,
  LabelQueue,
  ListedEvaluator,
  NewEvaluatorVersion,
  NewLabelSubject,
  QueuedForLabels,
  TraceFilter,
} from '@pawl/core'
import { call, fetchJson } from './fetch-json.ts'
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

const of = (name: string) => `/api/evaluators/${encodeURIComponent(name)}`

export const addEvaluatorVersion = (name: string, version: NewEvaluatorVersion) =>
  fetchJson<CheckedVersion>(`${of(name)}/versions`, { method: 'POST', body: version })

/** With a reason it is archived even where prompts name it as their protection. */
export const archiveEvaluator = (name: string, change: { readonly isArchived: boolean; readonly reason?: string }) =>
  call(of(name), { method: 'PATCH', body: { ...change, ...(change.reason ? { force: true } : {}) } })

export const getEvaluatorUses = (name: string, signal: AbortSignal) =>
  fetchJson<EvaluatorUses>(`${of(name)}/uses`, { signal })

export const checkEvaluatorExamples = (name: string, number: number) =>
  fetchJson<CheckedVersion>(`${of(name)}/check`, { method: 'POST', body: { number } })

export const getEvaluatorAccuracy = (name: string, signal: AbortSignal) =>
  fetchJson<EvaluatorAccuracy>(`${of(name)}/accuracy`, { signal })

/** Has the evaluator judge the subjects of its labelling queue. */
export const judgeLabelSubjects = (name: string, body: { readonly limit: number; readonly spendingCapUsd: number }) =>
  fetchJson<{ readonly judgedCount: number; readonly leftCount: number; readonly message: string }>(
    `${of(name)}/judge`,
    { method: 'POST', body },
  )

export const getLabelQueue = (evaluator: string, signal: AbortSignal) =>
  fetchJson<LabelQueue>(`/api/labels/queue${queryString({ evaluator })}`, { signal })

export const addLabelSubjects = (evaluator: string, subjects: readonly NewLabelSubject[]) =>
  fetchJson<{ readonly addedCount: number }>('/api/labels/subjects', { method: 'POST', body: { evaluator, subjects } })

export interface LabelsWanted {
  readonly evaluator: string
  readonly limit: number
}

export const labelRun = (
  runId: string,
  wanted: LabelsWanted & { readonly outcomes?: readonly ('pass' | 'fail' | 'unknown')[] },
) => fetchJson<QueuedForLabels>(`/api/runs/${encodeURIComponent(runId)}/labels`, { method: 'POST', body: wanted })

export const labelTraces = (wanted: LabelsWanted & { readonly filter: Partial<TraceFilter> }) =>
  fetchJson<QueuedForLabels>('/api/labels/from-traces', { method: 'POST', body: wanted })

export interface LabelBody {
  readonly subjectId: string
  readonly outcome: 'pass' | 'fail'
  readonly note: string
}

export const addLabels = (labels: readonly LabelBody[]) =>
  fetchJson<{ readonly labels: readonly { readonly id: string }[] }>('/api/labels', {
    method: 'POST',
    body: { labels },
  })

export const deleteLabel = (labelId: string) => call(`/api/labels/${encodeURIComponent(labelId)}`, { method: 'DELETE' })
