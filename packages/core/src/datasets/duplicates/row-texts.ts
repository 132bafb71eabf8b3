import { canonicalJsonText, isKnownPart, type JsonValue, type Message, type MessagePart } from '../../traces/index.ts'
import type { RowFields } from '../rows/row.ts'

export interface RowTexts {
  /** Rows with the same identity are the same test: input and what a run uses of the context. Hash it to address a row by content. */
  readonly identity: string
  /** What near duplicates are looked for in: what the input says, without names of variables, ids and media. */
  readonly near: string
}

export function rowTexts(row: Pick<RowFields, 'input' | 'context'>): RowTexts {
  const { documents, toolCalls } = row.context
  const identity = canonicalJsonText({ input: row.input, documents, toolCalls })
  const variables = Object.entries(row.input.variables).sort(([a], [b]) => (a < b ? -1 : 1))
  const said = [...variables.flatMap(([, value]) => leaves(value)), ...row.input.messages.flatMap(messageTexts)]
  return { identity, near: said.join('\n') }
}

function messageTexts(message: Message): readonly string[] {
  return message.parts.flatMap(partTexts)
}

function partTexts(part: MessagePart): readonly string[] {
  if (!isKnownPart(part)) return leaves(part.content ?? part.text ?? null)
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return [part.content]
    case 'tool_call':
      return [part.name, ...leaves(part.arguments ?? null)]
    case 'tool_call_response':
      return leaves(part.response)
    case 'blob':
      return []
    case 'uri':
      return [part.uri]
    case 'file':
      return [part.file_id]
  }
}

function leaves(value: JsonValue): readonly string[] {
  if (typeof value === 'string') return [value]
  if (value === null) return []
  if (typeof value !== 'object') return [String(value)]
  const keys = Object.keys(value).sort()
  return keys.flatMap((key) => leaves((value as { readonly [key: string]: JsonValue })[key] ?? null))
}
