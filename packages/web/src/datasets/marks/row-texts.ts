import { isKnownPart, type JsonValue, type Message, type NewRow, type RowOutput } from '@pawl/core'

/** A JSON value as people would write it: a text without quotes, anything else as JSON. */
export const valueText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

function messageText(message: Message): string {
  return message.parts
    .map((part) => {
      if (!isKnownPart(part)) return JSON.stringify(part)
      if (part.type === 'text' || part.type === 'reasoning') return part.content
      if (part.type === 'tool_call')
        return `${part.name}(${part.arguments === undefined ? '' : valueText(part.arguments)})`
      if (part.type === 'tool_call_response') return valueText(part.response)
      return `[${part.type}]`
    })
    .join('\n')
}

type Input = NewRow['input']

/** What the input says: variables by name, then the messages. */
export function inputText(input: Input): string {
  const variables = Object.entries((input.variables ?? {}) as Readonly<Record<string, JsonValue>>)
  const said = (input.messages ?? []) as readonly Message[]
  const named = variables.map(([name, value]) =>
    variables.length === 1 ? valueText(value) : `${name}: ${valueText(value)}`,
  )
  return [...named, ...said.map(messageText)].join('\n')
}

/** What came out, as a reader would say it: the messages' texts, else the value. */
export function outputTextOf({ messages, value }: RowOutput): string {
  const said = messages.map(messageText).filter((text) => text !== '')
  if (said.length > 0) return said.join('\n')
  return value === undefined || value === null ? '' : valueText(value)
}
