import {
  type CanonicalSpan,
  isKnownPart,
  type JsonValue,
  type KnownPart,
  type MessagePart,
  type SpanKind,
} from '../canonical/index.ts'
import { TextIndex } from './text-index.ts'

/**
 * Where a text stands that a span says: what its user said, what else went in, what came out. Texts that came out and
 * had gone in have sections of their own, so that each is kept once and each side is a stretch without gaps: input 0 to
 * 3, the user's words 1 and 2, output 2 to 4.
 */
export const contentSections = ['input', 'user', 'user again', 'input again', 'output'] as const

/** The readable texts of a span, each once: for each section its texts in the order they appear. */
export type ContentPieces = readonly (readonly string[])[]

const [INPUT, USER, USER_AGAIN, INPUT_AGAIN, OUTPUT] = [0, 1, 2, 3, 4] as const

/** What a search over inputs and outputs looks through: message texts, tool arguments and results, documents, query. Never media. */
export function contentPieces(span: CanonicalSpan): ContentPieces {
  const pieces = new Pieces()
  pieces.side = INPUT
  collectParts(span.systemInstructions, pieces)
  for (const { role, parts } of span.inputMessages) {
    if (role === 'user') collectUserParts(parts, pieces)
    else collectParts(parts, pieces)
  }
  pieces.side = isAsked(span) ? USER : INPUT
  collectJson(span.input, pieces)
  pieces.side = INPUT
  pieces.add(span.query)
  collectJson(span.tool?.arguments, pieces)
  pieces.side = OUTPUT
  for (const message of span.outputMessages) collectParts(message.parts, pieces)
  collectJson(span.tool?.result, pieces)
  for (const document of span.documents) pieces.add(document.content)
  // What a step only hands on came out of none: graphs pass their whole state from node to node.
  pieces.addsKnown = false
  collectJson(span.output, pieces)
  return pieces.sections
}

const askedKinds: ReadonlySet<SpanKind> = new Set(['llm', 'agent', 'chain'])

/** Plain text that goes into a call without messages is what its user said. */
const isAsked = ({ kind, input, inputMessages }: CanonicalSpan): boolean =>
  typeof input === 'string' && inputMessages.length === 0 && askedKinds.has(kind)

/** Gathers texts, each once, and moves one that is found on another side too to where it belongs to both. */
class Pieces {
  readonly sections: string[][] = [[], [], [], [], []]
  /** Where the next texts are found. */
  side: typeof INPUT | typeof USER | typeof OUTPUT = INPUT
  /** Whether texts count here that were found elsewhere before. */
  addsKnown = true
  readonly #sections = new TextIndex()

  add(text: string | undefined): void {
    if (text === undefined || text === '') return
    if (this.#sections.add(text, this.side)) this.sections[this.side]?.push(text)
    else if (this.addsKnown) this.#move(text)
  }

  #move(text: string): void {
    const from = this.#sections.get(text) ?? this.side
    const to = bothOf(from, this.side)
    if (to === from) return
    const before = this.sections[from] ?? []
    before.splice(before.indexOf(text), 1)
    this.sections[to]?.push(text)
    this.#sections.set(text, to)
  }
}

/** Inputs are gathered before outputs, so nothing that came out is found to have gone in later. */
function bothOf(section: number, side: Pieces['side']): number {
  if (side === USER) return section === INPUT ? USER : section
  if (side === INPUT) return section
  if (section === INPUT) return INPUT_AGAIN
  return section === USER ? USER_AGAIN : section
}

/** The text of a user's message; results of tools come in such messages, too. */
function collectUserParts(parts: readonly MessagePart[], pieces: Pieces): void {
  for (const part of parts) {
    pieces.side = part.type === 'text' ? USER : INPUT
    collectParts([part], pieces)
  }
  pieces.side = INPUT
}

function collectParts(parts: readonly MessagePart[], pieces: Pieces): void {
  for (const part of parts) {
    if (isKnownPart(part)) collectPart(part, pieces)
    else collectJson(part, pieces)
  }
}

function collectPart(part: KnownPart, pieces: Pieces): void {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      pieces.add(part.content)
      break
    case 'tool_call':
      pieces.add(part.name)
      collectJson(part.arguments, pieces)
      break
    case 'tool_call_response':
      collectJson(part.response, pieces)
      break
    case 'blob':
    case 'uri':
    case 'file':
      break
  }
}

const MAX_DEPTH = 64

/** Strings and numbers of a JSON value; its keys are the producer's, not content. */
function collectJson(value: JsonValue | undefined, pieces: Pieces, depth = 0): void {
  if (value === undefined || value === null || depth > MAX_DEPTH) return
  if (typeof value === 'string') {
    if (!isMedia(value)) pieces.add(value)
  } else if (typeof value === 'number') pieces.add(String(value))
  else if (typeof value === 'object') {
    for (const item of Object.values(value)) collectJson(item as JsonValue, pieces, depth + 1)
  }
}

const base64 = /^[A-Za-z0-9+/_-]{256,}={0,2}$/

function isMedia(text: string): boolean {
  if (text.length < 256) return false
  return (text.startsWith('data:') && text.includes(';base64,')) || base64.test(text)
}
