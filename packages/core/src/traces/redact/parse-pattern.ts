import { addAll, addRange, type CharacterSet, classSet, emptySet, fullSet, inverse } from './character-set.ts'

/** A regular expression as far as its running time depends on it. */
export type PatternNode =
  | { readonly type: 'set'; readonly set: CharacterSet }
  | { readonly type: 'sequence'; readonly nodes: readonly PatternNode[] }
  | { readonly type: 'choice'; readonly options: readonly PatternNode[] }
  | {
      readonly type: 'repeat'
      readonly node: PatternNode
      readonly min: number
      readonly max: number
      readonly source: string
    }
  | { readonly type: 'anchor'; readonly anchor: '^' | '$' | 'b' | 'B' }

/** A construct whose running time cannot be bounded, or that is not supported. */
export class UnsafePattern extends Error {
  readonly fix: string
  constructor(message: string, fix: string) {
    super(message)
    this.fix = fix
  }
}

/** Parses a source that the engine has accepted with the `u` flag. Throws `UnsafePattern`. */
export function parsePattern(source: string): PatternNode {
  return new PatternParser(source).choice()
}

class PatternParser {
  private readonly source: string
  private pos = 0

  constructor(source: string) {
    this.source = source
  }

  choice(): PatternNode {
    const options = [this.sequence()]
    while (this.source[this.pos] === '|') {
      this.pos++
      options.push(this.sequence())
    }
    return options.length === 1 ? (options[0] as PatternNode) : { type: 'choice', options }
  }

  private sequence(): PatternNode {
    const nodes: PatternNode[] = []
    while (this.pos < this.source.length && this.source[this.pos] !== '|' && this.source[this.pos] !== ')') {
      nodes.push(this.repeated())
    }
    return nodes.length === 1 ? (nodes[0] as PatternNode) : { type: 'sequence', nodes }
  }

  private repeated(): PatternNode {
    const start = this.pos
    const node = this.atom()
    const limits = this.limits()
    if (limits === undefined) return node
    const source = this.source.slice(start, this.pos)
    if (this.source[this.pos] === '?') this.pos++
    return { type: 'repeat', node, ...limits, source }
  }

  private limits(): { min: number; max: number } | undefined {
    const rest = this.source.slice(this.pos, this.pos + 24)
    const token = /^(?:[*+?]|\{(\d+)(,(\d*))?\})/.exec(rest)
    if (token === null) return undefined
    this.pos += token[0].length
    if (token[0] === '*') return { min: 0, max: Number.POSITIVE_INFINITY }
    if (token[0] === '+') return { min: 1, max: Number.POSITIVE_INFINITY }
    if (token[0] === '?') return { min: 0, max: 1 }
    const min = Number(token[1])
    if (token[2] === undefined) return { min, max: min }
    return { min, max: token[3] === '' ? Number.POSITIVE_INFINITY : Number(token[3]) }
  }

  private atom(): PatternNode {
    const char = this.next()
    switch (char) {
      case '(':
        return this.group()
      case '[':
        return { type: 'set', set: this.characterClass() }
      case '.':
        return { type: 'set', set: fullSet() }
      case '^':
      case '$':
        return { type: 'anchor', anchor: char }
      case '\\':
        return this.escape()
      default:
        return single(char.codePointAt(0) as number)
    }
  }

  private group(): PatternNode {
    const head = /^\?(?:[:]|<[^=!][^>]*>)/u.exec(this.source.slice(this.pos))
    if (head !== null) this.pos += head[0].length
    else if (this.source[this.pos] === '?') {
      throw new UnsafePattern('it has a group (?…) that looks ahead or behind', 'Use only ( ), (?: ) and (?<name> )')
    }
    const node = this.choice()
    this.pos++
    return node
  }

  private escape(): PatternNode {
    const char = this.next()
    if (char === 'b' || char === 'B') return { type: 'anchor', anchor: char }
    if (/[1-9k]/.test(char)) {
      throw new UnsafePattern(
        'it refers back to a group',
        'Write out what the group matches instead of \\1 or \\k<name>',
      )
    }
    return { type: 'set', set: this.escapedSet(char) }
  }

  /** What an escape matches, after its backslash and first character. */
  private escapedSet(char: string): CharacterSet {
    if (/[dwsDWS]/.test(char)) return classSet(char)
    if (char === 'p' || char === 'P') {
      this.pos = this.source.indexOf('}', this.pos) + 1
      return fullSet()
    }
    const set = emptySet()
    const code = this.escapedCode(char)
    addRange(set, code, code)
    return set
  }

  private escapedCode(char: string): number {
    const control = '0tnvfr'.indexOf(char)
    if (control >= 0) return [0x00, 0x09, 0x0a, 0x0b, 0x0c, 0x0d][control] as number
    if (char === 'c') return this.next().charCodeAt(0) & 31
    const hex = char === 'x' ? /^[\da-fA-F]{2}/ : /^(?:\{[\da-fA-F]+\}|[\da-fA-F]{4})/
    const digits = char === 'x' || char === 'u' ? hex.exec(this.source.slice(this.pos))?.[0] : undefined
    if (digits === undefined) return char.codePointAt(0) as number
    this.pos += digits.length
    return Number.parseInt(digits.replace(/[{}]/g, ''), 16)
  }

  private characterClass(): CharacterSet {
    const set = emptySet()
    const isInverse = this.source[this.pos] === '^'
    if (isInverse) this.pos++
    while (this.source[this.pos] !== ']') {
      const from = this.classAtom(set)
      if (this.source[this.pos] !== '-' || this.source[this.pos + 1] === ']' || from === undefined) continue
      this.pos++
      const to = this.classAtom(set)
      if (to !== undefined) addRange(set, from, to)
    }
    this.pos++
    return isInverse ? inverse(set) : set
  }

  /** Adds one member of a class and returns its code, or undefined when it is a class itself. */
  private classAtom(set: CharacterSet): number | undefined {
    const char = this.next()
    if (char !== '\\') {
      const code = char.codePointAt(0) as number
      addRange(set, code, code)
      return code
    }
    const escaped = this.next()
    if (/[dwsDWSpP]/.test(escaped)) {
      addAll(set, this.escapedSet(escaped))
      return undefined
    }
    const code = escaped === 'b' ? 0x08 : this.escapedCode(escaped)
    addRange(set, code, code)
    return code
  }

  private next(): string {
    const char = String.fromCodePoint(this.source.codePointAt(this.pos) ?? 0)
    this.pos += char.length
    return char
  }
}

function single(code: number): PatternNode {
  const set = emptySet()
  addRange(set, code, code)
  return { type: 'set', set }
}
