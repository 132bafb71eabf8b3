import { queryOptions } from '@tanstack/react-query'
import { getPrompt, getVersion, listDatasets, listEvaluators, listPrompts, listVersions } from '../api/index.ts'

export const promptListQuery = (archived: boolean) =>
  queryOptions({ queryKey: ['prompts', 'list', archived], queryFn: ({ signal }) => listPrompts(archived, signal) })

export const promptQuery = (name: string) =>
  queryOptions({ queryKey: ['prompts', 'one', name], queryFn: ({ signal }) => getPrompt(name, signal) })

export const versionsQuery = (name: string) =>
  queryOptions({ queryKey: ['prompts', 'one', name, 'versions'], queryFn: ({ signal }) => listVersions(name, signal) })

/** By number: what it answers never changes. */
export const versionQuery = (name: string, number: number) =>
  queryOptions({
    queryKey: ['prompt-version', name, number],
    queryFn: ({ signal }) => getVersion(name, String(number), signal),
    staleTime: Number.POSITIVE_INFINITY,
  })

/** What may protect a prompt. */
export const datasetNamesQuery = queryOptions({
  queryKey: ['datasets', 'names'],
  queryFn: async ({ signal }) => (await listDatasets({}, signal)).datasets.map(({ name }) => name),
})

export const evaluatorNamesQuery = queryOptions({
  queryKey: ['evaluators', 'names'],
  queryFn: async ({ signal }) => (await listEvaluators({}, signal)).evaluators.map(({ name }) => name),
})
