import type { ChatMessage, Json } from '../runs/run-messages.ts'
import type { PromptCache, PromptPlace } from './prompt-cache.ts'
import { contentOfFallback, type PromptContent, type PromptFallback, type ResponseFormat } from './prompt-content.ts'
import type { GoodPrompt } from './prompt-store.ts'
import { renderPrompt } from './render-prompt.ts'

export interface GetPromptOptions {
  /** `production` when left out. */
  readonly environment?: string
  /** What `{{name}}` stands for in the templates. */
  readonly variables?: { readonly [name: string]: Json }
  /** The conversation so far: follows the prompt's own messages as it is, nothing in it is a template. */
  readonly messages?: readonly ChatMessage[]
  /** For when the server was never reached and no store has the prompt. Without one, that is an error. */
  readonly fallback?: PromptFallback
}

/** A prompt that is ready to be sent to a model. */
export interface Prompt extends Omit<PromptContent, 'responseFormat'> {
  readonly name: string
  readonly environment: string
  /** The version; null for the fallback. */
  readonly version: { readonly id: string; readonly number: number } | null
  /** Where the version comes from: this server's answer, the store, or the caller's own fallback. */
  readonly source: 'server' | 'store' | 'fallback'
  /** True when the server was not heard for so long that another version may be deployed by now. */
  readonly isStale: boolean
  /** Deployed where no regression row could have stopped it. */
  readonly isUnprotected: boolean
  /** Rendered: every variable is filled in. */
  readonly messages: readonly ChatMessage[]
  /** Null for free text. */
  readonly responseFormat: ResponseFormat | null
  /** Given and named nowhere in the prompt: often a misspelt name. */
  readonly unusedVariables: readonly string[]
  /**
   * OpenTelemetry attributes that tie a span, and so its trace, to this version. Set them on the span of the request,
   * or of the model call: `span.setAttributes(prompt.attributes)`.
   */
  readonly attributes: Readonly<Record<string, string>>
}

/** @throws PawlError what the server answered or why it did not, where nothing else is known; `missing_variable`, … */
export async function getPrompt(cache: PromptCache, name: string, options: GetPromptOptions): Promise<Prompt> {
  const { environment = 'production', variables = {}, messages = [], fallback } = options
  const place = { name, environment }
  const known = await cache.get(place, fallback !== undefined)
  const input = { variables, messages }
  if (known.good !== null) {
    const { content, isUnprotected } = known.good.deployed
    const { isStale, good } = known
    return { ...rendered(content, input), ...place, ...originOf(place, good), isStale, isUnprotected }
  }
  if (fallback === undefined) throw known.error
  const content = contentOfFallback(fallback)
  return { ...rendered(content, input), ...place, ...originOf(place, null), isStale: true, isUnprotected: false }
}

function rendered(content: PromptContent, input: Parameters<typeof renderPrompt>[1]) {
  const { model, parameters, tools, responseFormat = null } = content
  return { ...renderPrompt(content, input), model, parameters, tools, responseFormat }
}

function originOf(place: PromptPlace, good: GoodPrompt | null): Pick<Prompt, 'version' | 'source' | 'attributes'> {
  if (good === null) return { version: null, source: 'fallback', attributes: attributesOf(place, 'fallback') }
  const { id, number } = good.deployed
  const attributes = { ...attributesOf(place, String(number)), 'pawl.prompt.id': id }
  return { version: { id, number }, source: good.source, attributes }
}

const attributesOf = ({ name, environment }: PromptPlace, version: string): Record<string, string> => ({
  'gen_ai.prompt.name': name,
  'pawl.prompt.name': name,
  'pawl.prompt.version': version,
  'pawl.prompt.environment': environment,
})
