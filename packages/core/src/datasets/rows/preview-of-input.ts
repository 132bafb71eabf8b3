import { isKnownPart, type Message } from '../../traces/index.ts'
import type { Row } from './row.ts'

const maxLength = 300

/** The start of a text on one line. */
export function previewLine(text: string): string {
  const line = text
    .slice(0, maxLength * 4)
    .replace(/\s+/g, ' ')
    .trim()
  const characters = [...line]
  return characters.length <= maxLength ? line : `${characters.slice(0, maxLength - 1).join('')}…`
}

/** What a row asks: its last message by a user, else its variables. */
export function previewOfInput({ messages, variables }: Row['input']): string {
  const asked = messages.findLast(({ role }) => role === 'user') ?? messages.at(-1)
  if (asked !== undefined) return previewLine(previewOfMessage(asked))
  const values = Object.values(variables)
  const [only] = values
  return previewLine(values.length === 1 && typeof only === 'string' ? only : JSON.stringify(variables))
}

export function previewOfMessage(message: Message): string {
  return message.parts
    .map((part) => {
      if (!isKnownPart(part)) return ''
      if (part.type === 'text') return part.content
      if (part.type === 'tool_call') return `${part.name}(${JSON.stringify(part.arguments ?? {})})`
      return ''
    })
    .filter((text) => text !== '')
    .join(' ')
}
