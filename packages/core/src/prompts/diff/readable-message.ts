import { canonicalJsonText, hashText } from '../../traces/index.ts'
import type { PromptMessage, PromptPart } from '../content/prompt-content.ts'

/** A message as a person reads it: its texts, and a line for each other part. Different media have different lines. */
export function readableMessage({ parts }: Pick<PromptMessage, 'parts'>): string {
  return parts.map(readablePart).join('\n')
}

function readablePart(part: PromptPart): string {
  switch (part.type) {
    case 'text':
      return part.content
    case 'uri':
      return `[${part.modality} ${part.uri}${mime(part.mime_type)}]`
    case 'blob':
      return `[${part.modality}${mime(part.mime_type)}, ${part.content.length} characters of base64, #${fingerprint(part.content)}]`
    case 'tool_call':
      return `[call${id(part.id)} ${part.name}(${part.arguments === undefined ? '' : canonicalJsonText(part.arguments)})]`
    case 'tool_call_response':
      return `[result${id(part.id)}${part.name === undefined ? '' : ` of ${part.name}`}: ${canonicalJsonText(part.response)}]`
  }
}

const mime = (type: string | undefined): string => (type === undefined ? '' : ` (${type})`)
const id = (text: string | undefined): string => (text === undefined ? '' : ` ${text}`)

/** Tells two images apart for a reader; nothing is trusted to it. */
function fingerprint(text: string): string {
  return (hashText(text) >>> 0).toString(16).padStart(8, '0')
}
