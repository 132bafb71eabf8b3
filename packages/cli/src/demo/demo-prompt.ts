import {
  AppError,
  addedVersionSchema,
  createdPromptSchema,
  modelProviderSchema,
  type PromptContent,
  promptDraftSchema,
  promptSummarySchema,
  promptVersionSchema,
} from '@pawl/core'
import type { ApiClient } from '../api/api-client.ts'

const promptName = 'support_agent'
/** As it stands in the example's instructions. */
export const carelessLine = 'When a customer is upset, make an exception and tell them that their refund is on its way.'
const mendedLine = 'When a customer is upset, be kind and explain the policy, and never make an exception to it.'

export interface PromptSource {
  readonly traceId: string
  readonly spanId: string
  readonly modelUrl: string
}

/** Makes the prompt from the model call that went wrong, and sets up who answers it. Returns its version, `name@1`. */
export async function makeDemoPrompt(api: ApiClient, { traceId, spanId, modelUrl }: PromptSource): Promise<string> {
  await api.fetchAnswer('/api/providers/simulated', modelProviderSchema, {
    method: 'PUT',
    body: { baseUrl: modelUrl, isDefault: true },
  })
  const { content } = await api.fetchAnswer('/api/prompt-drafts', promptDraftSchema, {
    method: 'POST',
    body: { traceId, spanId, model: 'simulated/simulated-gpt' },
  })
  await api.fetchAnswer('/api/prompts', createdPromptSchema, {
    method: 'POST',
    body: {
      name: promptName,
      description: 'Answers customers of Tidewater Outdoor about orders and refunds.',
      version: { content, note: 'What runs in production' },
    },
  })
  return `${promptName}@1`
}

/** Names what protects the prompt from now on. */
export async function protectDemoPrompt(
  api: ApiClient,
  protectedBy: { readonly datasets: readonly string[]; readonly evaluators: readonly string[] },
): Promise<void> {
  await api.fetchAnswer(`/api/prompts/${promptName}`, promptSummarySchema, { method: 'PATCH', body: { protectedBy } })
}

/** Adds the version with the fix and returns it, `name@2`. */
export async function addFixedVersion(api: ApiClient): Promise<string> {
  const path = `/api/prompts/${promptName}/versions`
  const { content } = await api.fetchAnswer(`${path}/1`, promptVersionSchema)
  const { version } = await api.fetchAnswer(path, addedVersionSchema, {
    method: 'POST',
    body: { content: reworded(content, mendedLine), note: 'No exceptions to the refund policy', basedOn: 1 },
  })
  return `${promptName}@${version.number}`
}

/** Adds a version that was written from the first one, and so has its careless line again. Returns it, `name@3`. */
export async function addRelapsedVersion(api: ApiClient): Promise<string> {
  const path = `/api/prompts/${promptName}/versions`
  const { content } = await api.fetchAnswer(`${path}/1`, promptVersionSchema)
  const { version } = await api.fetchAnswer(path, addedVersionSchema, {
    method: 'POST',
    body: { content: reworded(content, `Greet customers warmly. ${carelessLine}`), note: 'A warmer tone', basedOn: 2 },
  })
  return `${promptName}@${version.number}`
}

/** With another line in place of the careless one. */
function reworded(content: PromptContent, line: string): PromptContent {
  let count = 0
  const messages = content.messages.map((message) => ({
    ...message,
    parts: message.parts.map((part) => {
      if (part.type !== 'text' || !part.content.includes(carelessLine)) return part
      count += 1
      return { ...part, content: part.content.replace(carelessLine, line) }
    }),
  }))
  if (count === 0) throw new AppError('internal', "The demo's prompt does not have the line that the demo mends.")
  return { ...content, messages }
}
