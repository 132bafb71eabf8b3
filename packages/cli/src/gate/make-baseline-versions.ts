import { addedVersionSchema, createdPromptSchema, promptSummarySchema } from '@pawl/core'
import type { ApiClient } from '../api/api-client.ts'
import { fetchPrompts, promptPath } from '../prompts/prompt-calls.ts'
import type { LocalPrompt } from '../prompts/read-local-prompt.ts'

/** Makes the prompts of a commit versions of a server, before those that the files say. */
export async function makeBaselineVersions(api: ApiClient, prompts: readonly LocalPrompt[]): Promise<void> {
  const open = new Set((await fetchPrompts(api, { archived: false })).map(({ name }) => name))
  const archived = new Set((await fetchPrompts(api, { archived: true })).map(({ name }) => name))
  for (const { name, file } of prompts) {
    const version = { content: file.content, note: 'As it was at the baseline' }
    if (archived.has(name)) {
      await api.fetchAnswer(promptPath(name), promptSummarySchema, { method: 'PATCH', body: { archived: false } })
    }
    if (open.has(name) || archived.has(name)) {
      await api.fetchAnswer(`${promptPath(name)}/versions`, addedVersionSchema, { method: 'POST', body: version })
    } else await api.fetchAnswer('/api/prompts', createdPromptSchema, { method: 'POST', body: { name, version } })
  }
}
