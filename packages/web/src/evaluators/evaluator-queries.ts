import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { getEvaluator, getEvaluatorAccuracy, getEvaluatorUses, getLabelQueue, listEvaluators } from '../api/index.ts'

export const evaluatorListQuery = (archived: boolean) =>
  queryOptions({
    queryKey: ['evaluators', 'list', archived],
    queryFn: ({ signal }) => listEvaluators({ archived }, signal),
    placeholderData: keepPreviousData,
  })

export const evaluatorQuery = (name: string) =>
  queryOptions({ queryKey: ['evaluators', 'one', name], queryFn: ({ signal }) => getEvaluator(name, signal) })

export const evaluatorUsesQuery = (name: string) =>
  queryOptions({ queryKey: ['evaluators', 'uses', name], queryFn: ({ signal }) => getEvaluatorUses(name, signal) })

export const accuracyQuery = (name: string) =>
  queryOptions({
    queryKey: ['evaluators', 'accuracy', name],
    queryFn: ({ signal }) => getEvaluatorAccuracy(name, signal),
    // Also a list asks for it, of every judge: one that fails must not hold up the rest.
    retry: false,
  })

export const labelQueueQuery = (name: string) =>
  queryOptions({
    queryKey: ['evaluators', 'queue', name],
    queryFn: ({ signal }) => getLabelQueue(name, signal),
    // The page takes labelled subjects off by itself; a refetch under the reader's hands would move them.
    staleTime: Number.POSITIVE_INFINITY,
  })
