import {
  AppError,
  type PromptSummary,
  type PromptVersion,
  promptListSchema,
  promptSummarySchema,
  promptVersionSchema,
  readPromptRef,
} from '@pawl/core'
import type { ApiClient } from '../api/api-client.ts'

export const promptPath = (name: string): string => `/api/prompts/${encodeURIComponent(name)}`

export async function fetchPrompts(api: ApiClient, { archived }: { readonly archived: boolean }) {
  const query = { archived: String(archived) }
  return (await api.fetchAnswer('/api/prompts', promptListSchema, { query })).prompts
}

export const fetchPrompt = (api: ApiClient, name: string): Promise<PromptSummary> =>
  api.fetchAnswer(promptPath(name), promptSummarySchema)

/** @throws AppError `not_found` that says what there is */
export function fetchVersion(api: ApiClient, ref: string): Promise<PromptVersion> {
  const { name } = readPromptRef(ref)
  const choice = ref.slice(name.length + 1) || 'newest'
  return api.fetchAnswer(`${promptPath(name)}/versions/${encodeURIComponent(choice)}`, promptVersionSchema)
}

/** Null where there is none. */
export async function fetchVersionIfAny(api: ApiClient, ref: string): Promise<PromptVersion | null> {
  try {
    return await fetchVersion(api, ref)
  } catch (error) {
    if (AppError.isInstance(error) && error.code === 'not_found') return null
    throw error
  }
}
