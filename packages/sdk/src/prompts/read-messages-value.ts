import { isArray, isRecord } from '../is-record.ts'
import { PawlError } from '../pawl-error.ts'
import type { ChatMessage, Json } from '../runs/run-messages.ts'

type Part = ChatMessage['parts'][number]
type Fields = Readonly<Record<string, unknown>>

/** True for what stands for a whole piece of a conversation: a list whose every entry has a role. */
export function isMessageList(value: Json): value is readonly Json[] {
  return isArray(value) && value.every((item) => isRecord(item) && typeof item.role === 'string')
}

const neededField: ReadonlyMap<unknown, string> = new Map([
  ['text', 'content'],
  ['uri', 'uri'],
  ['blob', 'content'],
  ['tool_call', 'name'],
  ['tool_call_response', 'response'],
])

/** True for a list of parts, such as images: each has its type and the field that the type needs. */
export function isPartList(value: Json): value is readonly (Json & Part)[] {
  return isArray(value) && value.length > 0 && value.every(isPart)
}

function isPart(value: unknown): value is Part {
  const field = isRecord(value) ? neededField.get(value.type) : undefined
  return field !== undefined && (value as Fields)[field] !== undefined
}

/**
 * Messages as versions have them are taken as they are; those of OpenAI's chat completions are read. The server reads
 * more forms than this package has room for.
 *
 * @throws PawlError `unreadable_message` naming the variable and the message
 */
export function readMessagesValue(variable: string, values: readonly Json[]): readonly ChatMessage[] {
  return values.map((value, index) => {
    const message = isRecord(value) ? readMessage(value) : undefined
    if (message !== undefined) return message
    throw new PawlError(`Message ${index} of the variable "${variable}" has no content that can be read.`, {
      code: 'unreadable_message',
      fix: 'Write a message as {"role": "user", "content": "…"}, or with "parts": [{"type": "text", "content": "…"}].',
    })
  })
}

const roles: readonly unknown[] = ['system', 'user', 'assistant', 'developer', 'tool']
const knownFields = ['role', 'content', 'name', 'tool_calls', 'tool_call_id']

function readMessage(value: Fields): ChatMessage | undefined {
  if (isArray(value.parts) && value.parts.every(isPart)) return value as unknown as ChatMessage
  const isKnown = roles.includes(value.role) && Object.keys(value).every((field) => knownFields.includes(field))
  if (!isKnown) return undefined
  const role = String(value.role)
  if (role === 'tool') return typeof value.content === 'string' ? { role, parts: [toolResult(value)] } : undefined
  const texts = textsOf(value.content)
  const calls = value.tool_calls === undefined ? [] : toolCalls(value.tool_calls)
  if (texts === undefined || calls === undefined || texts.length + calls.length === 0) return undefined
  return { role, ...named(value.name), parts: [...texts, ...calls] }
}

function textsOf(content: unknown): readonly Part[] | undefined {
  if (content === undefined || content === null) return []
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', content }]
  if (!isArray(content)) return undefined
  const parts = content.map((part) => (isRecord(part) && part.type === 'text' ? textsOf(part.text) : undefined))
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined
}

function toolCalls(calls: unknown): readonly Part[] | undefined {
  if (!isArray(calls)) return undefined
  const parts = calls.map((call): Part | undefined => {
    if (!isRecord(call) || !isRecord(call.function)) return undefined
    const { name, arguments: given } = call.function
    if (typeof name !== 'string' || name === '' || typeof given !== 'string') return undefined
    return { type: 'tool_call', name, ...opened('arguments', given), ...identified(call.id) }
  })
  return parts.every((part) => part !== undefined) ? parts : undefined
}

function toolResult({ tool_call_id: id, name, content }: Fields): Part {
  return {
    type: 'tool_call_response',
    response: null,
    ...opened('response', String(content)),
    ...identified(id),
    ...named(name),
  }
}

/** JSON inside text is opened, a second time if it was encoded twice; other text stays text. */
function opened(field: string, text: string): Fields {
  if (text === '') return {}
  const once = parsed(text)
  return { [field]: typeof once === 'string' && once !== text ? parsed(once) : once }
}

function parsed(text: string): unknown {
  if (!/^\s*[[{"]/.test(text)) return text
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return text
    throw error
  }
}

const identified = (id: unknown): Fields => (typeof id === 'string' && id !== '' ? { id } : {})
const named = (name: unknown): Fields => (typeof name === 'string' && name !== '' ? { name } : {})
