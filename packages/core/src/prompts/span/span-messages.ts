import {
  type CanonicalSpan,
  canonicalJsonText,
  isKnownPart,
  type Message,
  type MessagePart,
} from '../../traces/index.ts'
import { type PromptMessage, type PromptPart, promptMessageSchema, promptRoles } from '../content/prompt-content.ts'

/** What a model call was asked, in the form of a prompt's messages, before anything in it becomes a variable. */
export interface SpanMessages {
  readonly messages: readonly PromptMessage[]
  /** What the call had and a prompt cannot hold, in words for the person. */
  readonly left: readonly string[]
}

/** The messages of a model call: its system instructions first. The indexes of marks count these. */
export function spanMessages(span: CanonicalSpan): SpanMessages {
  const left: string[] = []
  const messages = asked(span).flatMap((message, index) => {
    const read = toPromptMessage(message, (what) => left.push(`message ${index + 1}: ${what}`))
    return read === undefined ? [] : [read]
  })
  return { messages, left }
}

/** Some producers send the system instructions apart, some as a message, some both ways. */
function asked({ systemInstructions, inputMessages }: CanonicalSpan): readonly Message[] {
  if (systemInstructions.length === 0) return inputMessages
  const [first] = inputMessages
  const repeats =
    first !== undefined && roleOf(first.role) === 'system' && textOf(first.parts) === textOf(systemInstructions)
  return repeats ? inputMessages : [{ role: 'system', parts: systemInstructions }, ...inputMessages]
}

const textOf = (parts: readonly MessagePart[]): string => canonicalJsonText(parts)

function roleOf(role: string): PromptMessage['role'] | undefined {
  if (role === 'developer') return 'system'
  return promptRoles.find((known) => known === role)
}

function toPromptMessage(message: Message, leave: (what: string) => void): PromptMessage | undefined {
  const role = roleOf(message.role)
  if (role === undefined) {
    leave(`left out, its role "${message.role}" is none of ${promptRoles.join(', ')}`)
    return undefined
  }
  const parts = message.parts.flatMap((part) => {
    const read = toPromptPart(part)
    if (read === undefined) leave(`a part of type "${part.type}" is left out`)
    return read ?? []
  })
  const read = promptMessageSchema.safeParse({
    role,
    ...(message.name !== undefined && message.name !== '' && { name: message.name }),
    parts,
  })
  if (read.success) return read.data
  // A message whose every part was left out has been reported by its parts.
  if (parts.length > 0 || message.parts.length === 0)
    leave(`left out, ${read.error.issues[0]?.message ?? 'it is empty'}`)
  return undefined
}

function toPromptPart(part: MessagePart): PromptPart | undefined {
  if (!isKnownPart(part)) return undefined
  switch (part.type) {
    case 'text':
      return { type: 'text', content: part.content }
    case 'uri':
    case 'blob':
    case 'tool_call':
    case 'tool_call_response':
      return part
    case 'reasoning':
    case 'file':
      return undefined
  }
}
