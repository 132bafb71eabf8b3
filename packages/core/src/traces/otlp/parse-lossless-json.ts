import { type AttributeValue, OtlpDouble } from './attribute-value.ts'
import { decodeBase64 } from './base64.ts'

/** The text is not JSON from `position` on. Never leaves this folder. */
export class JsonSyntaxError extends Error {
  readonly position: number
  constructor(position: number) {
    super(`Unexpected character at position ${position}`)
    this.position = position
  }
}

/** Above what the decoders let in, below what the stack holds. */
const maxDepth = 500
const numberToken = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y
/** Wider than what JSON forbids: such strings just take the slower way. */
const controlCharacter = /\p{Cc}/u

/**
 * Parses JSON without what JSON.parse loses: objects become Maps in the order of their keys, whole numbers of any size
 * stay exact, and `1.0` stays apart from `1`. Wrapper objects (see `attributesToJson`) become what they stand for.
 * Throws `JsonSyntaxError`.
 */
export function parseLosslessJson(text: string): AttributeValue {
  const parser = new LosslessJsonParser(text)
  return parser.document()
}

class LosslessJsonParser {
  private readonly text: string
  private pos = 0
  /** The first backslash at or after `pos`, or the end of the text. */
  private nextBackslash = -1

  constructor(text: string) {
    this.text = text
  }

  document(): AttributeValue {
    const value = this.value(0)
    this.skipSpace()
    if (this.pos < this.text.length) throw new JsonSyntaxError(this.pos)
    return value
  }

  private value(depth: number): AttributeValue {
    switch (this.skipSpace()) {
      case 0x22:
        return this.string()
      case 0x7b:
        return this.object(depth)
      case 0x5b:
        return this.array(depth)
      case 0x74:
        return this.literal('true', true)
      case 0x66:
        return this.literal('false', false)
      case 0x6e:
        return this.literal('null', null)
      default:
        return this.number()
    }
  }

  private object(depth: number): AttributeValue {
    if (depth >= maxDepth) throw new JsonSyntaxError(this.pos)
    const map = new Map<string, AttributeValue>()
    this.pos++
    if (this.skipSpace() === 0x7d) {
      this.pos++
      return map
    }
    for (;;) {
      if (this.skipSpace() !== 0x22) throw new JsonSyntaxError(this.pos)
      const key = this.string()
      this.expect(0x3a)
      map.set(key, this.value(depth + 1))
      if (this.skipSpace() === 0x7d) break
      this.expect(0x2c)
    }
    this.pos++
    return map.size === 1 ? unwrap(map) : map
  }

  private array(depth: number): AttributeValue {
    if (depth >= maxDepth) throw new JsonSyntaxError(this.pos)
    const values: AttributeValue[] = []
    this.pos++
    if (this.skipSpace() === 0x5d) {
      this.pos++
      return values
    }
    for (;;) {
      values.push(this.value(depth + 1))
      if (this.skipSpace() === 0x5d) break
      this.expect(0x2c)
    }
    this.pos++
    return values
  }

  private string(): string {
    const start = this.pos + 1
    let end = this.text.indexOf('"', start)
    if (this.nextBackslash < start) this.findBackslash(start)
    const isPlain = end <= this.nextBackslash
    while (end > 0 && this.isEscaped(start, end)) end = this.text.indexOf('"', end + 1)
    if (end < 0) throw new JsonSyntaxError(this.text.length)
    const position = this.pos
    this.pos = end + 1
    const raw = this.text.slice(start, end)
    if (isPlain && !controlCharacter.test(raw)) return raw
    try {
      return JSON.parse(this.text.slice(position, this.pos)) as string
    } catch {
      throw new JsonSyntaxError(position)
    }
  }

  private findBackslash(from: number): void {
    const found = this.text.indexOf('\\', from)
    this.nextBackslash = found < 0 ? this.text.length : found
  }

  private isEscaped(start: number, quote: number): boolean {
    let before = quote - 1
    while (before >= start && this.text.charCodeAt(before) === 0x5c) before--
    return (quote - before) % 2 === 0
  }

  private number(): AttributeValue {
    numberToken.lastIndex = this.pos
    const match = numberToken.exec(this.text)
    if (match === null) throw new JsonSyntaxError(this.pos)
    this.pos += match[0].length
    const value = Number(match[0])
    if (match[1] !== undefined || match[2] !== undefined) return Number.isInteger(value) ? new OtlpDouble(value) : value
    return Number.isSafeInteger(value) ? value : BigInt(match[0])
  }

  private literal<Value extends boolean | null>(word: string, value: Value): Value {
    if (!this.text.startsWith(word, this.pos)) throw new JsonSyntaxError(this.pos)
    this.pos += word.length
    return value
  }

  private expect(code: number): void {
    if (this.skipSpace() !== code) throw new JsonSyntaxError(this.pos)
    this.pos++
  }

  /** Moves to the next character that is not white space and returns its code. */
  private skipSpace(): number {
    let code = this.text.charCodeAt(this.pos)
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) code = this.text.charCodeAt(++this.pos)
    return code
  }
}

const specialDoubles: ReadonlyMap<unknown, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
])

function unwrap(map: ReadonlyMap<string, AttributeValue>): AttributeValue {
  for (const [key, value] of map) {
    if (key.charCodeAt(0) !== 0x24) break
    if (key.startsWith('$$')) return new Map([[key.slice(1), value]])
    const special = key === '$double' ? specialDoubles.get(value) : undefined
    if (special !== undefined) return new OtlpDouble(special)
    const bytes = key === '$bytes' && typeof value === 'string' ? decodeBase64(value) : undefined
    if (bytes !== undefined) return bytes
  }
  return map
}
