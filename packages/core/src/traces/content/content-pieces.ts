import {
  type CanonicalSpan,
  isKnownPart,
  type JsonValue,
  type KnownPart,
  type MessagePart,
} from '../canonical/index.ts'
import { TextIndex } from './text-index.ts'

/** The readable texts of a span, each once, in the order they appear. */
export interface ContentPieces {
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
}

/** What a search over inputs and outputs looks through: message texts, tool arguments and results, documents, query. Never media. */
export function contentPieces(span: CanonicalSpan): ContentPieces {
  const seen = new TextIndex()
  const inputs: string[] = []
  const outputs: string[] = []
  collectParts(span.systemInstructions, inputs, seen)
  for (const message of span.inputMessages) collectParts(message.parts, inputs, seen)
  collectJson(span.input, inputs, seen)
  collectText(span.query, inputs, seen)
  collectJson(span.tool?.arguments, inputs, seen)
  for (const message of span.outputMessages) collectParts(message.parts, outputs, seen)
  collectJson(span.output, outputs, seen)
  collectJson(span.tool?.result, outputs, seen)
  for (const document of span.documents) collectText(document.content, outputs, seen)
  return { inputs, outputs }
}

function collectText(text: string | undefined, into: string[], seen: TextIndex): void {
  if (text !== undefined && text !== '' && seen.add(text, 0)) into.push(text)
}

function collectParts(parts: readonly MessagePart[], into: string[], seen: TextIndex): void {
  for (const part of parts) {
    if (isKnownPart(part)) collectPart(part, into, seen)
    else collectJson(part, into, seen)
  }
}

function collectPart(part: KnownPart, into: string[], seen: TextIndex): void {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      collectText(part.content, into, seen)
      break
    case 'tool_call':
      collectText(part.name, into, seen)
      collectJson(part.arguments, into, seen)
      break
    case 'tool_call_response':
      collectJson(part.response, into, seen)
      break
    case 'blob':
    case 'uri':
    case 'file':
      break
  }
}

const MAX_DEPTH = 64

/** Strings and numbers of a JSON value; its keys are the producer's, not content. */
// biome-ignore lint/complexity/useMaxParams: the recursion's own depth
function collectJson(value: JsonValue | undefined, into: string[], seen: TextIndex, depth = 0): void {
  if (value === undefined || value === null || depth > MAX_DEPTH) return
  if (typeof value === 'string') {
    if (!isMedia(value)) collectText(value, into, seen)
  } else if (typeof value === 'number') collectText(String(value), into, seen)
  else if (typeof value === 'object') {
    for (const item of Object.values(value)) collectJson(item as JsonValue, into, seen, depth + 1)
  }
}

const base64 = /^[A-Za-z0-9+/_-]{256,}={0,2}$/

function isMedia(text: string): boolean {
  if (text.length < 256) return false
  return (text.startsWith('data:') && text.includes(';base64,')) || base64.test(text)
}
