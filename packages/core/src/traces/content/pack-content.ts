import type { Attributes, AttributeValue } from '../otlp/attribute-value.ts'
import { attributesToJson } from '../otlp/attributes-text.ts'
import type { ContentPieces } from './content-pieces.ts'
import { TextIndex } from './text-index.ts'

/*
 * Content is most of a span's bytes, and producers repeat it: as messages, again inside the request's JSON, again as
 * `input.value`. The store keeps each text once, decoded, in the searchable column; the raw attributes keep a reference
 * in its place: RS, the piece's index, how it was escaped there (raw, JSON, Python's ASCII JSON), RS.
 */
const PIECE_SEPARATOR = '\x1e'
const SECTION_SEPARATOR = '\x1d'
const LITERAL_SEPARATOR = `${PIECE_SEPARATOR}L${PIECE_SEPARATOR}`
const QUOTE = 34
const BACKSLASH = 92
const OPEN_BRACKET = 91
const OPEN_BRACE = 123

/** Below this a reference saves nothing. */
const SHORTEST_PIECE = 32

export interface PackedContent {
  /** The searchable column, section by section, in parts: whoever writes them needs no copy of it all. */
  readonly content: readonly string[]
  /** As `attributesToJson` writes them. */
  readonly attributesJson: string
}

/** Moves the texts of a span out of its attributes. `unpackAttributes` puts back every byte. */
export function packContent(attributes: Attributes, sections: ContentPieces): PackedContent {
  const indexOf = new TextIndex()
  const content: string[] = []
  let index = 0
  for (const [section, pieces] of sections.entries()) {
    if (section > 0) content.push(SECTION_SEPARATOR)
    addPieces(pieces, index, { content, indexOf })
    // An empty section still is one piece, empty: splitting the column again must give the same indexes.
    index += Math.max(1, pieces.length)
  }
  return { content, attributesJson: attributesToJson(attributes, (text) => packText(text, indexOf)) }
}

function addPieces(
  pieces: readonly string[],
  firstIndex: number,
  packed: { readonly content: string[]; readonly indexOf: TextIndex },
): void {
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at] ?? ''
    if (at > 0) packed.content.push(PIECE_SEPARATOR)
    if (hasSeparator(piece)) {
      packed.content.push(piece.replaceAll(PIECE_SEPARATOR, ' ').replaceAll(SECTION_SEPARATOR, ' '))
    } else {
      packed.content.push(piece)
      if (piece.length >= SHORTEST_PIECE) packed.indexOf.add(piece, firstIndex + at)
    }
  }
}

function hasSeparator(text: string): boolean {
  return text.includes(PIECE_SEPARATOR) || text.includes(SECTION_SEPARATOR)
}

function packText(text: string, indexOf: TextIndex): string {
  if (text.includes(PIECE_SEPARATOR)) return text.replaceAll(PIECE_SEPARATOR, LITERAL_SEPARATOR)
  if (text.length < SHORTEST_PIECE || indexOf.size === 0) return text
  const whole = indexOf.get(text)
  if (whole !== undefined) return reference(whole, 'r')
  const first = text.charCodeAt(0)
  if (first !== OPEN_BRACE && first !== OPEN_BRACKET && first !== QUOTE) return text
  return packJsonText(text, indexOf)
}

/** Replaces the string literals of JSON text that are pieces. Works on cut-off JSON too: it never parses the whole. */
function packJsonText(text: string, indexOf: TextIndex): string {
  let packed = ''
  let copied = 0
  let open = text.indexOf('"')
  while (open !== -1) {
    const close = closingQuote(text, open + 1)
    if (close === -1) break
    if (close - open > SHORTEST_PIECE) {
      const found = referenceTo(text.slice(open + 1, close), indexOf)
      if (found !== undefined) {
        packed += text.slice(copied, open + 1) + found
        copied = close
      }
    }
    open = text.indexOf('"', close + 1)
  }
  return copied === 0 ? text : packed + text.slice(copied)
}

function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from)
  while (at !== -1) {
    let backslashes = 0
    while (at - 1 - backslashes >= from && text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++
    if (backslashes % 2 === 0) return at
    at = text.indexOf('"', at + 1)
  }
  return -1
}

function referenceTo(escaped: string, indexOf: TextIndex): string | undefined {
  if (!escaped.includes('\\')) {
    const index = indexOf.get(escaped)
    return index === undefined ? undefined : reference(index, 'r')
  }
  const decoded = decodeLiteral(escaped)
  if (decoded === undefined) return undefined
  const index = indexOf.get(decoded)
  if (index === undefined) return undefined
  if (escapeJson(decoded) === escaped) return reference(index, 'j')
  if (escapePythonJson(decoded) === escaped) return reference(index, 'p')
  return undefined
}

function decodeLiteral(escaped: string): string | undefined {
  try {
    const decoded: unknown = JSON.parse(`"${escaped}"`)
    return typeof decoded === 'string' ? decoded : undefined
  } catch {
    return undefined // a literal that JSON does not allow stays where it is
  }
}

type Escaping = 'r' | 'j' | 'p'

function reference(index: number, escaping: Escaping): string {
  return `${PIECE_SEPARATOR}${index}${escaping}${PIECE_SEPARATOR}`
}

const escapeJson = (text: string): string => JSON.stringify(text).slice(1, -1)

/** As Python's json.dumps writes it by default: everything outside ASCII as \uXXXX. */
const escapePythonJson = (text: string): string =>
  escapeJson(text).replace(/[\u007f-\uffff]/g, (character) =>
    character === '\u007f' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** The inverse of `packContent`. */
export function unpackAttributes(attributes: Attributes, content: string): Attributes {
  return unpackMap(attributes, content.replaceAll(SECTION_SEPARATOR, PIECE_SEPARATOR).split(PIECE_SEPARATOR))
}

function unpackMap(attributes: Attributes, pieces: readonly string[]): Attributes {
  const unpacked = new Map<string, AttributeValue>()
  for (const [key, value] of attributes) unpacked.set(key, unpackValue(value, pieces))
  return unpacked
}

function unpackValue(value: AttributeValue, pieces: readonly string[]): AttributeValue {
  if (typeof value === 'string') return unpackText(value, pieces)
  if (value instanceof Map) return unpackMap(value, pieces)
  if (Array.isArray(value)) return value.map((item: AttributeValue) => unpackValue(item, pieces))
  return value
}

function unpackText(text: string, pieces: readonly string[]): string {
  if (!text.includes(PIECE_SEPARATOR)) return text
  return text
    .split(PIECE_SEPARATOR)
    .map((part, index) => (index % 2 === 0 ? part : resolve(part, pieces)))
    .join('')
}

function resolve(part: string, pieces: readonly string[]): string {
  if (part === 'L') return PIECE_SEPARATOR
  const piece = pieces[Number.parseInt(part, 10)] ?? ''
  const escaping = part.at(-1)
  if (escaping === 'j') return escapeJson(piece)
  if (escaping === 'p') return escapePythonJson(piece)
  return piece
}
