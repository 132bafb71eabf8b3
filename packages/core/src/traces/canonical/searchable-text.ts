import { type CanonicalSpan, isKnownPart, type JsonValue, type Message, type MessagePart } from './canonical-span.ts'
import { isArray, isObject, type JsonObject } from './values/json-value.ts'

export interface SpanText {
  readonly input: string
  readonly output: string
}

/**
 * What went in and what came out as plain text, one line for each piece: message text, reasoning, tool arguments and
 * results, documents, queries. Bytes of media never appear.
 */
export function searchableText(span: CanonicalSpan): SpanText {
  const input = new TextCollector(Number.POSITIVE_INFINITY)
  collectInput(input, span)
  const output = new TextCollector(Number.POSITIVE_INFINITY)
  collectOutput(output, span)
  return { input: input.toString(), output: output.toString() }
}

/**
 * One line for lists, at most `maxCharacters` long: what the user said last (else what went in), and what came out. Cut
 * between characters, with `…` at the end.
 */
export function previewText(span: CanonicalSpan, maxCharacters: number): SpanText {
  // Blanks are squeezed afterwards, hence the margin.
  const input = new TextCollector(4 * maxCharacters)
  const asked = span.inputMessages.findLast((message) => message.role === 'user')
  if (asked !== undefined) collectMessage(input, asked)
  if (input.isEmpty()) collectInput(input, span)
  const output = new TextCollector(4 * maxCharacters)
  collectOutput(output, span)
  return { input: toOneLine(input.toString(), maxCharacters), output: toOneLine(output.toString(), maxCharacters) }
}

/**
 * A turn of a conversation: what the user said last (else what went in), and what came out, line by line, each at most
 * `maxCharacters` long.
 */
export function turnText(span: CanonicalSpan, maxCharacters: number): SpanText {
  const input = new TextCollector(maxCharacters)
  const asked = span.inputMessages.findLast((message) => message.role === 'user')
  if (asked !== undefined) collectMessage(input, asked)
  if (input.isEmpty()) collectInput(input, span)
  const output = new TextCollector(maxCharacters)
  collectOutput(output, span)
  return { input: cutAt(input.toString(), maxCharacters), output: cutAt(output.toString(), maxCharacters) }
}

/** Most text has no break: a look costs a tenth of a replacement. Whatever is not ASCII may be a blank. */
const needsSqueezing = /[^ -~]|^ | {2}/

function toOneLine(text: string, maxCharacters: number): string {
  const start = text.slice(0, maxCharacters + 1)
  const line = start.length > maxCharacters && !needsSqueezing.test(start) ? start : text.replace(/\s+/g, ' ').trim()
  if (line.length <= maxCharacters) return detached(line)
  return maxCharacters > 0 ? detached(`${cutAt(line, maxCharacters - 1)}…`) : ''
}

/** A copy: a slice would keep the whole text it was cut from alive for as long as the preview is. */
function detached(text: string): string {
  return text.length < 13 ? text : ` ${text}`.slice(1)
}

/** The start of a text, never ending between the two halves of a surrogate pair. */
function cutAt(text: string, length: number): string {
  if (text.length <= length) return text
  const code = text.charCodeAt(length - 1)
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? length - 1 : length)
}

function collectInput(text: TextCollector, span: CanonicalSpan): void {
  for (const part of span.systemInstructions) collectPart(text, part)
  for (const message of span.inputMessages) collectMessage(text, message)
  if (span.query !== undefined) text.add(span.query)
  if (span.tool?.arguments !== undefined) collectJson(text, span.tool.arguments, '')
  if (span.input !== undefined) collectJson(text, span.input, '')
}

function collectOutput(text: TextCollector, span: CanonicalSpan): void {
  for (const message of span.outputMessages) collectMessage(text, message)
  if (span.tool?.result !== undefined) collectJson(text, span.tool.result, '')
  for (const document of span.documents) {
    if (document.content !== undefined) text.add(document.content)
    else if (document.id !== undefined) text.add(document.id)
  }
  if (span.output !== undefined) collectJson(text, span.output, '')
}

function collectMessage(text: TextCollector, message: Message): void {
  for (const part of message.parts) collectPart(text, part)
}

function collectPart(text: TextCollector, part: MessagePart): void {
  if (!isKnownPart(part)) {
    collectJson(text, part.content ?? part.text ?? '', '')
    return
  }
  switch (part.type) {
    case 'text':
    case 'reasoning':
      text.add(part.content)
      break
    case 'tool_call':
      text.add(part.name)
      if (part.arguments !== undefined) collectJson(text, part.arguments, '')
      break
    case 'tool_call_response':
      collectJson(text, part.response, '')
      break
    case 'blob':
    case 'uri':
    case 'file':
      break
  }
}

/** `key: value` lines: readable, and both halves can be found. */
function collectJson(text: TextCollector, value: JsonValue, label: string): void {
  if (text.isFull()) return
  if (isArray(value)) {
    for (const item of value) collectJson(text, item, label)
  } else if (isObject(value)) {
    if (!holdsMedia(value)) for (const key of Object.keys(value)) collectJson(text, value[key] ?? null, key)
  } else if (typeof value === 'string') {
    if (value !== '' && !isMediaText(value)) text.add(label === '' ? value : `${label}: ${value}`)
  } else if (value !== null) {
    text.add(label === '' ? String(value) : `${label}: ${value}`)
  }
}

function holdsMedia(value: JsonObject): boolean {
  return value.type === 'blob' || (value.type === 'base64' && value.data !== undefined)
}

const base64 = /^[A-Za-z0-9+/_-]{256,}={0,2}$/

function isMediaText(text: string): boolean {
  if (text.startsWith('data:') && text.includes(';base64,')) return true
  return text.length >= 256 && base64.test(text)
}

const embeddedMedia = /data:[\w.+-]+\/[\w.+-]+(?:;[\w=.+-]+)*;base64,[A-Za-z0-9+/=_-]*|@@@langfuseMedia:[^@]*@@@/g

/** Joins lines until there are enough characters. */
class TextCollector {
  private text = ''
  private readonly limit: number

  constructor(limit: number) {
    this.limit = limit
  }

  add(line: string): void {
    if (this.isFull()) return
    const clean = line.includes(';base64,') || line.includes('@@@') ? line.replace(embeddedMedia, '') : line
    const fitting = cutAt(clean, this.limit)
    this.text = this.text === '' ? fitting : `${this.text}\n${fitting}`
  }

  isFull(): boolean {
    return this.text.length >= this.limit
  }

  isEmpty(): boolean {
    return this.text === ''
  }

  toString(): string {
    return this.text
  }
}
