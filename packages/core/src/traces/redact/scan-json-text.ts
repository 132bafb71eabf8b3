import type { TextEdit } from './text-ranges.ts'

/** What to put in the place of JSON values; every answer is JSON text, undefined leaves the value as it is. */
export interface JsonVisitor {
  /** Called with each key; an answer replaces its whole value. */
  readonly key: (name: string) => string | undefined
  readonly string: (value: string) => string | undefined
  /** Called with numbers as they are written. */
  readonly number: (digits: string) => string | undefined
}

export function looksLikeJson(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x7b || code === 0x5b || code === 0x22) return true
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return false
  }
  return false
}

/**
 * Finds the values of a JSON text to replace. Everything else keeps its bytes: white space, numbers of any size, equal
 * keys. Text that is not valid JSON, as a limit may have cut it, is read as far as it looks like JSON.
 */
export function scanJsonText(text: string, visitor: JsonVisitor): TextEdit[] {
  const edits: TextEdit[] = []
  let pos = 0
  while (pos < text.length) {
    const code = text.charCodeAt(pos)
    if (code === 0x22) pos = scanString(text, pos, { visitor, edits })
    else if (isNumberStart(code)) {
      const end = literalEnd(text, pos)
      const replacement = visitor.number(text.slice(pos, end))
      if (replacement !== undefined) edits.push({ start: pos, end, replacement })
      pos = Math.max(end, pos + 1)
    } else pos++
  }
  return edits
}

interface Scan {
  readonly visitor: JsonVisitor
  readonly edits: TextEdit[]
}

/** Handles a key or a string value that starts at `start`, and returns where to go on. */
function scanString(text: string, start: number, { visitor, edits }: Scan): number {
  const end = stringEnd(text, start)
  const next = skipSpace(text, end)
  const isKey = text.charCodeAt(next) === 0x3a
  const value = unescaped(text, start, end)
  if (!isKey) {
    const replacement = visitor.string(value)
    if (replacement !== undefined) edits.push({ start, end, replacement })
    return end
  }
  const replacement = visitor.key(value)
  if (replacement === undefined) return next + 1
  const valueStart = skipSpace(text, next + 1)
  const after = valueEnd(text, valueStart)
  edits.push({ start: valueStart, end: after, replacement })
  return after
}

function unescaped(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, text.charCodeAt(end - 1) === 0x22 && end - start > 1 ? end - 1 : end)
  if (!raw.includes('\\')) return raw
  try {
    return JSON.parse(`"${raw}"`) as string
  } catch {
    return raw
  }
}

/** Past the closing quote, or the end of the text. */
function stringEnd(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1)
  while (quote >= 0) {
    let before = quote - 1
    while (before > start && text.charCodeAt(before) === 0x5c) before--
    if ((quote - before) % 2 === 1) return quote + 1
    quote = text.indexOf('"', quote + 1)
  }
  return text.length
}

/** Past the value that starts at `start`. */
function valueEnd(text: string, start: number): number {
  const first = text.charCodeAt(start)
  if (first === 0x22) return stringEnd(text, start)
  if (first !== 0x7b && first !== 0x5b) return literalEnd(text, start)
  let depth = 0
  for (let pos = start; pos < text.length; ) {
    const code = text.charCodeAt(pos)
    if (code === 0x22) {
      pos = stringEnd(text, pos)
      continue
    }
    pos++
    if (code === 0x7b || code === 0x5b) depth++
    else if ((code === 0x7d || code === 0x5d) && --depth === 0) return pos
  }
  return text.length
}

const literal = /[\w.+-]*/y

function literalEnd(text: string, start: number): number {
  literal.lastIndex = start
  literal.test(text)
  return literal.lastIndex
}

function isNumberStart(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2d
}

function skipSpace(text: string, start: number): number {
  let pos = start
  for (; pos < text.length; pos++) {
    const code = text.charCodeAt(pos)
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) break
  }
  return pos
}
