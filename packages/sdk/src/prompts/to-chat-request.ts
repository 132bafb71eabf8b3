import { PawlError } from '../pawl-error.ts'
import type { ChatMessage, Json } from '../runs/run-messages.ts'
import type { Prompt } from './get-prompt.ts'
import type { PromptTool, ResponseFormat } from './prompt-content.ts'

type Part = ChatMessage['parts'][number]

/** The body of OpenAI's chat completions, which most providers understand. */
export interface ChatRequest {
  readonly model: string
  readonly messages: readonly ChatRequestMessage[]
  readonly [parameter: string]: unknown
}

export interface ChatRequestMessage {
  readonly role: string
  readonly content: string | readonly object[] | null
  readonly [field: string]: unknown
}

/** Parameters that say something else there, or decide what the caller decides. */
const renamed: ReadonlyMap<string, string> = new Map([['stop_sequences', 'stop']])
const notSent: ReadonlySet<string> = new Set(['stream', 'stream_options', 'model', 'messages', 'n', 'choice_count'])

/**
 * The request that asks a provider with OpenAI's API for an answer. Of `provider/model`, the model.
 *
 * @throws PawlError `unsupported_part` for content that this API has no place for
 */
export function toChatRequest(
  prompt: Pick<Prompt, 'model' | 'messages' | 'parameters' | 'tools' | 'responseFormat'>,
): ChatRequest {
  const parameters = Object.entries(prompt.parameters)
    .filter(([name]) => !notSent.has(name) && !name.includes('.'))
    .map(([name, value]) => [renamed.get(name) ?? name, value])
  return {
    ...Object.fromEntries(parameters),
    model: prompt.model.slice(prompt.model.indexOf('/') + 1),
    messages: prompt.messages.flatMap(toChatMessages),
    ...(prompt.tools.length === 0 ? {} : { tools: prompt.tools.map(toChatTool) }),
    ...(prompt.responseFormat === null ? {} : { response_format: toChatFormat(prompt.responseFormat) }),
  }
}

function toChatMessages({ role, name, parts }: ChatMessage): readonly ChatRequestMessage[] {
  const results = parts.filter(({ type }) => type === 'tool_call_response').map(toToolMessage)
  const calls = parts.filter(({ type }) => type === 'tool_call').map(toToolCall)
  const content = parts.filter(({ type }) => !['tool_call', 'tool_call_response', 'reasoning'].includes(type))
  if (content.length + calls.length === 0) return results
  const said: ChatRequestMessage = {
    role,
    content: content.length === 0 ? null : toContent(content),
    ...(typeof name === 'string' ? { name } : {}),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  }
  return [...results, said]
}

function toContent(parts: readonly Part[]): string | readonly object[] {
  if (parts.every(({ type }) => type === 'text')) return parts.map(({ content }) => String(content)).join('\n')
  return parts.map((part) => {
    if (part.type === 'text') return { type: 'text', text: part.content }
    if (part.type === 'uri' && part.modality === 'image') return { type: 'image_url', image_url: { url: part.uri } }
    if (part.type === 'blob' && part.modality === 'image') {
      return { type: 'image_url', image_url: { url: `data:${part.mime_type ?? 'image/png'};base64,${part.content}` } }
    }
    throw new PawlError(`A chat request has no place for content of the type "${part.type}".`, {
      code: 'unsupported_part',
    })
  })
}

const toToolCall = ({ id, name, arguments: given = {} }: Part) => ({
  id,
  type: 'function',
  function: { name, arguments: textOfJson(given) },
})

const toToolMessage = ({ id, response }: Part): ChatRequestMessage => ({
  role: 'tool',
  tool_call_id: id,
  content: textOfJson(response),
})

const textOfJson = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const toChatTool = ({ name, description, parameters }: PromptTool) => ({
  type: 'function',
  function: { name, ...(description === undefined ? {} : { description }), ...given(parameters) },
})

const given = (parameters: Json | undefined): object => (parameters === undefined ? {} : { parameters })

function toChatFormat(format: ResponseFormat): object {
  if (format.type === 'json_object') return format
  const { type, ...schema } = format
  return { type, json_schema: schema }
}
