import type {
  AddedVersion,
  AddVersion,
  CreatedPrompt,
  DraftRequest,
  ImportedPrompt,
  ImportRequest,
  NewPrompt,
  PromptChange,
  PromptDraft,
  PromptFileForm,
  PromptSummary,
  PromptVersion,
  VersionLine,
} from '@pawl/core'
import { call, fetchJson } from './fetch-json.ts'
import { queryString } from './query-string.ts'

const id = encodeURIComponent
const promptPath = (name: string): string => `/api/prompts/${id(name)}`

export const listPrompts = (archived: boolean, signal: AbortSignal) =>
  fetchJson<{ readonly prompts: readonly PromptSummary[] }>(
    `/api/prompts${queryString({ archived: String(archived) })}`,
    {
      signal,
    },
  )

export const getPrompt = (name: string, signal: AbortSignal) => fetchJson<PromptSummary>(promptPath(name), { signal })

export const createPrompt = (prompt: Pick<NewPrompt, 'name'> & Partial<NewPrompt>) =>
  fetchJson<CreatedPrompt>('/api/prompts', { method: 'POST', body: prompt })

export const changePrompt = (name: string, change: PromptChange) =>
  fetchJson<PromptSummary>(promptPath(name), { method: 'PATCH', body: change })

export const deletePrompt = (name: string) => call(promptPath(name), { method: 'DELETE' })

export const listVersions = (name: string, signal: AbortSignal) =>
  fetchJson<{ readonly versions: readonly VersionLine[] }>(`${promptPath(name)}/versions`, { signal })

/** `choice`: a number, `newest`, the first digits of an id, or an environment. */
export const getVersion = (name: string, choice: string, signal: AbortSignal) =>
  fetchJson<PromptVersion>(`${promptPath(name)}/versions/${id(choice)}`, { signal })

export const addVersion = (name: string, version: AddVersion) =>
  fetchJson<AddedVersion>(`${promptPath(name)}/versions`, { method: 'POST', body: version })

export const exportVersion = (name: string, version: number, form: PromptFileForm) =>
  fetchJson<{ readonly text: string; readonly losses: readonly string[] }>(
    `${promptPath(name)}/versions/${version}/file${queryString({ form })}`,
  )

export const importPrompt = (request: Pick<ImportRequest, 'text'> & Partial<ImportRequest>) =>
  fetchJson<ImportedPrompt>('/api/prompt-files', { method: 'POST', body: request })

export const draftPrompt = (request: Pick<DraftRequest, 'traceId' | 'spanId'> & Partial<DraftRequest>) =>
  fetchJson<PromptDraft>('/api/prompt-drafts', { method: 'POST', body: request })
