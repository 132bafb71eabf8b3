import { type EvaluatorDefinition, type EvaluatorExample, type EvaluatorTrialAnswer, outsideParts } from '@pawl/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type ProblemError, problemOf, tryEvaluator } from '../../api/index.ts'

const pauseMs = 350

/** Whether running it asks a model or another server: then it runs when asked to, not with every key. */
export const runsOnDemand = (definition: EvaluatorDefinition): boolean =>
  outsideParts(definition).some(({ definition: { kind } }) => kind !== 'code' && kind !== 'regex')

export interface TrialResults {
  /** One for each example in their order; undefined until there is an answer. */
  readonly results: EvaluatorTrialAnswer['results'] | undefined
  readonly isRunning: boolean
  /** The results are those of an earlier text. */
  readonly isStale: boolean
  readonly problem: ProblemError['problem'] | undefined
  readonly run: () => void
}

/** Judges the examples as one types: after a pause, and what is overtaken is cancelled. */
export function useTrialResults(
  definition: EvaluatorDefinition | undefined,
  examples: readonly EvaluatorExample[],
): TrialResults {
  const wanted =
    definition && examples.length > 0
      ? JSON.stringify({ definition, subjects: examples.map(({ subject }) => subject) })
      : ''
  const isManual = definition !== undefined && runsOnDemand(definition)
  const [asked, setAsked] = useState('')
  useEffect(() => {
    if (isManual || wanted === '') return
    const timer = window.setTimeout(() => setAsked(wanted), pauseMs)
    return () => window.clearTimeout(timer)
  }, [wanted, isManual])
  const trial = useQuery({
    queryKey: ['evaluators', 'try', asked],
    queryFn: ({ signal }) => tryEvaluator(JSON.parse(asked), signal),
    enabled: asked !== '',
    placeholderData: keepPreviousData,
    // A refused definition will be refused again, and a paid one must not be paid twice.
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  })
  const isStale = wanted !== asked || trial.isPlaceholderData
  return {
    results: trial.data && trial.data.results.length === examples.length ? trial.data.results : undefined,
    isRunning: trial.isFetching,
    isStale,
    problem: trial.error && !isStale ? problemOf(trial.error) : undefined,
    run: () => (wanted === asked ? void trial.refetch() : setAsked(wanted)),
  }
}
