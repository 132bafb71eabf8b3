import type { DatasetView, EvaluatorDefinition, ListedEvaluator, PromptSummary } from '@pawl/core'
import { queryOptions, useQueries, useQuery } from '@tanstack/react-query'
import { getEvaluator, listDatasets, listEvaluators, listPrompts } from '../../api/index.ts'

export interface RunChoices {
  readonly prompts: readonly PromptSummary[]
  readonly datasets: readonly DatasetView[]
  readonly evaluators: readonly ListedEvaluator[]
  /** Of the chosen evaluators, as far as they are known. */
  readonly definitions: readonly EvaluatorDefinition[]
  readonly isLoading: boolean
}

const promptsQuery = queryOptions({
  queryKey: ['runs', 'choices', 'prompts'],
  queryFn: ({ signal }) => listPrompts(false, signal),
})
const datasetsQuery = queryOptions({
  queryKey: ['runs', 'choices', 'datasets'],
  queryFn: ({ signal }) => listDatasets({}, signal),
})
const evaluatorsQuery = queryOptions({
  queryKey: ['runs', 'choices', 'evaluators'],
  queryFn: ({ signal }) => listEvaluators({}, signal),
})

/** What a run can be made of. */
export function useRunChoices(chosen: readonly string[]): RunChoices {
  const [prompts, datasets, evaluators] = [useQuery(promptsQuery), useQuery(datasetsQuery), useQuery(evaluatorsQuery)]
  const details = useQueries({
    queries: chosen.map((name) => ({
      queryKey: ['runs', 'choices', 'evaluator', name],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) => getEvaluator(name, signal),
    })),
  })
  return {
    prompts: prompts.data?.prompts ?? [],
    datasets: datasets.data?.datasets ?? [],
    evaluators: evaluators.data?.evaluators ?? [],
    definitions: details.flatMap(({ data }) => data?.versions[0]?.definition ?? []),
    isLoading: prompts.isPending || datasets.isPending || evaluators.isPending,
  }
}
