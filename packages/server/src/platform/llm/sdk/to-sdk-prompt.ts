import { AppError, isKnownPart, type KnownPart, type Message, type MessagePart, openArguments } from '@pawl/core'
import type { SdkMessage, SdkMetadata } from './sdk-types.ts'
import { type ReadMedia, toFilePart } from './to-file-part.ts'

type UserContent = Extract<SdkMessage, { role: 'user' }>['content']
type AssistantContent = Extract<SdkMessage, { role: 'assistant' }>['content']
type ToolContent = Extract<SdkMessage, { role: 'tool' }>['content']
type Response = Extract<KnownPart, { type: 'tool_call_response' }>

const rolesBySynonym: ReadonlyMap<string, 'system' | 'user' | 'assistant' | 'tool'> = new Map([
  ['system', 'system'],
  ['developer', 'system'],
  ['user', 'user'],
  ['human', 'user'],
  ['assistant', 'assistant'],
  ['ai', 'assistant'],
  ['model', 'assistant'],
  ['tool', 'tool'],
  ['function', 'tool'],
])

/**
 * Messages in the SDK's words. Tool calls without an id get one, and results without one answer the oldest open call
 * of their name.
 *
 * @throws AppError `bad_request` for what no model can be told, with its place
 */
export async function toSdkPrompt(messages: readonly Message[], readMedia: ReadMedia): Promise<SdkMessage[]> {
  const calls = new OpenCalls()
  const prompt: SdkMessage[] = []
  for (const [index, message] of messages.entries()) {
    const where = `messages.${index}`
    switch (rolesBySynonym.get(message.role.toLowerCase())) {
      case 'system':
        prompt.push({ role: 'system', content: textOfAll(message.parts, where) })
        break
      case 'assistant':
        prompt.push({ role: 'assistant', content: message.parts.flatMap((part) => assistantPart(part, calls, where)) })
        break
      case 'user':
      case 'tool':
        prompt.push(...(await heardMessages(message.parts, { calls, readMedia, where })))
        break
      case undefined:
        throw new AppError('bad_request', `A model cannot be given a message of the role "${message.role}".`, {
          where: `${where}.role`,
          fix: 'Use system, user, assistant or tool.',
        })
    }
  }
  return prompt
}

interface Place {
  readonly calls: OpenCalls
  readonly readMedia: ReadMedia
  readonly where: string
}

/** Results of tools, which some producers put into a message of the user, come first: they answer what is before. */
async function heardMessages(parts: readonly MessagePart[], { calls, readMedia, where }: Place): Promise<SdkMessage[]> {
  const results: ToolContent = []
  const said: UserContent = []
  for (const part of parts) {
    if (isKnownPart(part) && part.type === 'tool_call_response') results.push(toolResult(part, calls))
    else said.push(isText(part) ? textPart(part) : await toFilePart(part, { readMedia, where }))
  }
  return [
    ...(results.length > 0 ? [{ role: 'tool' as const, content: results }] : []),
    ...(said.length > 0 ? [{ role: 'user' as const, content: said }] : []),
  ]
}

function assistantPart(part: MessagePart, calls: OpenCalls, where: string): AssistantContent {
  const metadata = metadataOf(part)
  if (!isKnownPart(part)) throw unknownPart(part, where)
  switch (part.type) {
    case 'text':
      return [{ type: 'text', text: part.content, ...metadata }]
    case 'reasoning':
      return [{ type: 'reasoning', text: part.content, ...metadata }]
    case 'tool_call':
      return [
        {
          type: 'tool-call',
          toolCallId: calls.open(part.id, part.name),
          toolName: part.name,
          input: openArguments(part.arguments),
          ...metadata,
        },
      ]
    default:
      throw unknownPart(part, where)
  }
}

const isText = (part: MessagePart): part is Extract<KnownPart, { type: 'text' }> =>
  isKnownPart(part) && part.type === 'text'

const textPart = (part: Extract<KnownPart, { type: 'text' }>) => ({ type: 'text' as const, text: part.content })

function toolResult(part: Response, calls: OpenCalls): ToolContent[number] {
  const { id, name } = calls.close(part.id, part.name)
  const { response } = part
  const output =
    typeof response === 'string'
      ? { type: 'text' as const, value: response }
      : { type: 'json' as const, value: response as SdkJson }
  return { type: 'tool-result', toolCallId: id, toolName: name, output }
}

/** The SDK says the same JSON without `readonly`. */
type SdkJson = Extract<Extract<ToolContent[number], { type: 'tool-result' }>['output'], { type: 'json' }>['value']

function textOfAll(parts: readonly MessagePart[], where: string): string {
  return parts
    .map((part) => {
      if (isText(part)) return part.content
      throw new AppError(
        'bad_request',
        `A system message holds text only, and this one a part of type "${part.type}".`,
        {
          where,
          fix: 'Put it into a message of the user.',
        },
      )
    })
    .join('\n')
}

/** What a provider said beside a part (a signature of reasoning) and wants to hear again with it. */
function metadataOf(part: MessagePart): { readonly providerOptions?: SdkMetadata } {
  const metadata = 'provider_metadata' in part ? part.provider_metadata : undefined
  return typeof metadata === 'object' && metadata !== null ? { providerOptions: metadata as SdkMetadata } : {}
}

const unknownPart = (part: MessagePart, where: string): AppError =>
  new AppError('bad_request', `A message of the assistant cannot hold a part of type "${part.type}" when it is sent.`, {
    where,
    fix: 'Use text, reasoning and tool calls.',
  })

/** Which calls of tools still wait for their result. */
class OpenCalls {
  readonly #open: { readonly id: string; readonly name: string }[] = []
  #count = 0

  open(id: string | undefined, name: string): string {
    this.#count++
    const call = { id: id ?? `call_${this.#count}`, name }
    this.#open.push(call)
    return call.id
  }

  close(id: string | undefined, name: string | undefined): { readonly id: string; readonly name: string } {
    const index = this.#open.findIndex((call) =>
      id === undefined ? name === undefined || call.name === name : call.id === id,
    )
    const [call] = index === -1 ? [] : this.#open.splice(index, 1)
    return { id: id ?? call?.id ?? `call_${++this.#count}`, name: name ?? call?.name ?? 'unknown' }
  }
}
