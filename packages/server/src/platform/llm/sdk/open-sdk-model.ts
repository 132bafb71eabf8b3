import { isJsonObject, type JsonValue } from '@pawl/core'
import type { FetchFunction } from '../../outgoing/index.ts'
import type { Connection } from '../providers/connection.ts'
import type { SdkEmbeddingModel, SdkModel } from './sdk-types.ts'

type JsonFields = { readonly [name: string]: JsonValue }

/**
 * The SDK's model over the connection's own HTTP. Every setting is given, since the SDK would read the environment for
 * what is missing. `bodyFields` are put into the body of the request as they are.
 */
export async function openSdkModel(
  { kind, baseUrl, apiKey, fetch }: Connection,
  model: string,
  bodyFields: JsonFields = {},
): Promise<SdkModel> {
  const settings = { baseURL: baseUrl, apiKey: apiKey ?? '', fetch: withBodyFields(fetch, bodyFields) }
  // Loaded when first used: together they take a third of a second, and most servers never need all of them.
  switch (kind) {
    case 'openai':
      return (await import('@ai-sdk/openai')).createOpenAI(settings).chat(model)
    case 'anthropic':
      return (await import('@ai-sdk/anthropic')).createAnthropic(settings)(model)
    case 'google':
      return (await import('@ai-sdk/google')).createGoogleGenerativeAI(settings)(model)
    case 'openai-compatible':
      return (await openCompatible(settings)).chatModel(model)
  }
}

/** Null for a provider that has no embeddings. */
export async function openSdkEmbeddingModel(
  { kind, baseUrl, apiKey, fetch }: Connection,
  model: string,
): Promise<SdkEmbeddingModel | null> {
  const settings = { baseURL: baseUrl, apiKey: apiKey ?? '', fetch }
  switch (kind) {
    case 'openai':
      return (await import('@ai-sdk/openai')).createOpenAI(settings).embeddingModel(model)
    case 'anthropic':
      return null
    case 'google':
      return (await import('@ai-sdk/google')).createGoogleGenerativeAI(settings).embeddingModel(model)
    case 'openai-compatible':
      return (await openCompatible(settings)).embeddingModel(model)
  }
}

/** The key under which the SDK takes and gives what belongs to a provider of this name. */
export const compatibleName = 'openaiCompatible'

async function openCompatible({ apiKey, ...settings }: { baseURL: string; apiKey: string; fetch: FetchFunction }) {
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
  return createOpenAICompatible({
    ...settings,
    name: compatibleName,
    // Local servers need no key, and some refuse an empty one.
    ...(apiKey !== '' && { apiKey }),
    includeUsage: true,
    supportsStructuredOutputs: true,
  })
}

/** The SDK passes on only the fields that it knows; the others are put into the body behind it. */
function withBodyFields(fetch: FetchFunction, fields: JsonFields): FetchFunction {
  if (Object.keys(fields).length === 0) return fetch
  return (input, init) => {
    if (typeof init?.body !== 'string') return fetch(input, init)
    const body = JSON.parse(init.body) as JsonValue
    return fetch(input, { ...init, body: JSON.stringify(merged(body, fields)) })
  }
}

/** Objects are joined, so that `generationConfig: {…}` adds to what is there; anything else is replaced. */
function merged(base: JsonValue, over: JsonValue): JsonValue {
  if (!isJsonObject(base) || !isJsonObject(over)) return over
  const keys = new Set([...Object.keys(base), ...Object.keys(over)])
  return Object.fromEntries(
    [...keys].map((key) => {
      const [from, to] = [base[key], over[key]]
      return [key, to === undefined ? (from ?? null) : from === undefined ? to : merged(from, to)]
    }),
  )
}
