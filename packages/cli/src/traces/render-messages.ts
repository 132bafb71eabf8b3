import type { CanonicalSpan, JsonValue, Message, MessagePart } from '@pawl/core'
import type { Paint } from '../layout/paint.ts'
import { safeLine, safeText } from '../layout/safe-text.ts'

/** The content of a span as blocks to read: its messages, or input and output, then tool and documents. */
export function renderMessages(span: CanonicalSpan, paint: Paint): string[] {
  const block = (title: string, text: string) => `${paint('cyan', title)}\n${indented(text)}`
  const message = (each: Message) => block(safeLine(each.role), messageText(each))
  return [
    ...(span.systemInstructions.length === 0
      ? []
      : [block('system', span.systemInstructions.map(partText).join('\n'))]),
    ...span.inputMessages.map(message),
    ...valueBlocks([
      ['input', span.inputMessages.length === 0 ? span.input : undefined],
      ['query', span.query],
      ['arguments', span.tool?.arguments],
      ['result', span.tool?.result],
    ]).map(([title, text]) => block(title, text)),
    ...span.documents.map((document, index) =>
      block(
        `document ${safeLine(document.id ?? String(index + 1))} ${document.score ?? ''}`.trim(),
        document.content ?? '',
      ),
    ),
    ...span.outputMessages.map(message),
    ...valueBlocks([['output', span.outputMessages.length === 0 ? span.output : undefined]]).map(([title, text]) =>
      block(title, text),
    ),
  ]
}

/** The parts of a message as lines to read. */
export const messageText = ({ parts }: Message): string => parts.map(partText).join('\n')

function valueBlocks(pairs: readonly (readonly [string, JsonValue | undefined])[]): [title: string, text: string][] {
  return pairs.flatMap(([title, value]) => (value === undefined ? [] : [[title, jsonText(value)]]))
}

function partText(part: MessagePart): string {
  // The union keeps unknown types, which hides the fields of the known ones.
  const fields: Readonly<Record<string, JsonValue | undefined>> = { ...part }
  switch (part.type) {
    case 'text':
      return jsonText(fields.content)
    case 'reasoning':
      return `(reasoning) ${jsonText(fields.content)}`
    case 'tool_call':
      return `→ ${jsonText(fields.name)}(${jsonText(fields.arguments ?? {})})`
    case 'tool_call_response':
      return `← ${jsonText(fields.response)}`
    default:
      return JSON.stringify(fields)
  }
}

function jsonText(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null)
}

function indented(text: string): string {
  return safeText(text)
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')
}
