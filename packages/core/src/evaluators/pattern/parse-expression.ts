/** A regular expression without back-references and look-around, which are all that no linear-time matcher can have. */
export type Expression =
  /** One character; `source` is how the pattern wrote the characters that fit. */
  | { readonly type: 'character'; readonly source: string }
  | { readonly type: 'sequence'; readonly items: readonly Expression[] }
  | { readonly type: 'choice'; readonly options: readonly Expression[] }
  | { readonly type: 'repeat'; readonly item: Expression; readonly min: number; readonly max: number }
  | { readonly type: 'assertion'; readonly assertion: Assertion }

export type Assertion = '^' | '$' | 'b' | 'B'

/** A construct that needs backtracking. */
export class NeedsBacktracking extends Error {}

/**
 * Parses a source that the engine accepted with the `u` flag, so its syntax is known to be right.
 * @throws NeedsBacktracking
 */
export function parseExpression(source: string): Expression {
  return new ExpressionParser(source).choice()
}

const escapeForm =
  /^\\(?:[pP]\{[^}]*\}|u\{[\da-fA-F]+\}|u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[a-zA-Z]|.)/su
const classForm = /^\[(?:\\.|[^\]\\])*\]/su
const quantifierForm = /^(?:[*+?]|\{(\d+)(,(\d*))?\})/
const openings = /^\((?:\?:|\?<[^=!][^>]*>|(?!\?))/u

class ExpressionParser {
  private rest: string

  constructor(source: string) {
    this.rest = source
  }

  choice(): Expression {
    const options = [this.sequence()]
    while (this.rest.startsWith('|')) {
      this.take('|')
      options.push(this.sequence())
    }
    return options.length === 1 ? (options[0] as Expression) : { type: 'choice', options }
  }

  private sequence(): Expression {
    const items: Expression[] = []
    while (this.rest !== '' && !this.rest.startsWith('|') && !this.rest.startsWith(')')) items.push(this.repeated())
    return { type: 'sequence', items }
  }

  private repeated(): Expression {
    const item = this.atom()
    const quantifier = quantifierForm.exec(this.rest)
    if (quantifier === null) return item
    this.take(quantifier[0])
    // Whether it takes as much or as little as it can does not change whether there is a match.
    if (this.rest.startsWith('?')) this.take('?')
    return { type: 'repeat', item, ...limitsOf(quantifier) }
  }

  private atom(): Expression {
    const first = this.rest.charAt(0)
    if (first === '(') return this.group()
    if (first === '^' || first === '$') return { type: 'assertion', assertion: this.take(first) }
    if (first === '[') return { type: 'character', source: this.take(classForm.exec(this.rest)?.[0] ?? first) }
    if (first === '\\') return this.escape()
    return { type: 'character', source: this.take(String.fromCodePoint(this.rest.codePointAt(0) ?? 0)) }
  }

  private group(): Expression {
    const opening = openings.exec(this.rest)
    if (opening === null) throw new NeedsBacktracking('it looks ahead or behind, or switches flags inside: (?…)')
    this.take(opening[0])
    const inner = this.choice()
    this.take(')')
    return inner
  }

  private escape(): Expression {
    const source = this.take(escapeForm.exec(this.rest)?.[0] ?? this.rest)
    if (source === '\\b' || source === '\\B') return { type: 'assertion', assertion: source === '\\b' ? 'b' : 'B' }
    if (/^\\[1-9k]/.test(source)) throw new NeedsBacktracking('it refers back to a group: \\1 or \\k<name>')
    return { type: 'character', source }
  }

  private take<T extends string>(text: T): T {
    this.rest = this.rest.slice(text.length)
    return text
  }
}

function limitsOf([token, low, range, high]: RegExpExecArray): { min: number; max: number } {
  if (token === '?') return { min: 0, max: 1 }
  if (low === undefined) return { min: token === '+' ? 1 : 0, max: Number.POSITIVE_INFINITY }
  if (range === undefined) return { min: Number(low), max: Number(low) }
  return { min: Number(low), max: high === '' ? Number.POSITIVE_INFINITY : Number(high) }
}
