import { AppError } from '../../errors/index.ts'
import { isArray, isObject, type JsonValue, type Message, type MessagePart, toMessages } from '../../traces/index.ts'

/** True for what stands for a whole piece of a conversation: a list whose every entry has a role. */
export function isMessageList(value: JsonValue): value is readonly JsonValue[] {
  return isArray(value) && value.every((item) => isObject(item) && typeof item.role === 'string')
}

const partFields: ReadonlyMap<string, string> = new Map([
  ['text', 'content'],
  ['uri', 'uri'],
  ['blob', 'content'],
  ['tool_call', 'name'],
  ['tool_call_response', 'response'],
])

/**
 * True for a list of parts in the words of this project, such as images: each has its type and the field that the
 * type needs.
 */
export function isPartList(value: JsonValue): value is readonly (JsonValue & MessagePart)[] {
  return isArray(value) && value.length > 0 && value.every(isPart)
}

function isPart(value: JsonValue): boolean {
  if (!isObject(value) || typeof value.type !== 'string') return false
  const field = partFields.get(value.type)
  return field !== undefined && value[field] !== undefined
}

/**
 * Messages in this project's form are taken as they are; those of OpenAI, Anthropic and the other known forms are read.
 * @throws AppError `bad_request` naming the variable and the message that says nothing
 */
export function readMessagesValue(variable: string, values: readonly JsonValue[]): readonly Message[] {
  return values.map((value, index) => {
    if (isObject(value) && isArray(value.parts) && value.parts.every(isPart)) return value as unknown as Message
    const [message] = toMessages([value], 'user')
    if (message !== undefined) return message
    throw new AppError(
      'bad_request',
      `Message ${index} of the variable "${variable}" has no content that can be read`,
      {
        where: `variables.${variable}[${index}]`,
        fix: 'Write a message as {"role": "user", "content": "…"}, or with "parts": [{"type": "text", "content": "…"}]',
      },
    )
  })
}
