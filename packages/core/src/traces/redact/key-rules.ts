const maxRemembered = 4096

/** Which attribute and JSON keys are named by rules; `*` stands for any characters, case does not count. */
export class KeyRules {
  private readonly rules: readonly { readonly rule: string; readonly parts: readonly string[] }[]
  /** The longest fixed piece of each rule, in lower case. */
  private readonly pieces: readonly string[]
  private readonly remembered = new Map<string, string>()

  constructor(keys: readonly string[]) {
    this.rules = keys.map((rule) => ({ rule, parts: rule.toLowerCase().split('*') }))
    this.pieces = this.rules.map(({ parts }) => parts.reduce((a, b) => (b.length > a.length ? b : a)))
  }

  get isEmpty(): boolean {
    return this.rules.length === 0
  }

  /** The rule that names a key, or ''. */
  ruleFor(key: string): string {
    if (this.rules.length === 0) return ''
    let rule = this.remembered.get(key)
    if (rule === undefined) {
      const lower = key.toLowerCase()
      rule = this.rules.find(({ parts }) => matchesParts(lower, parts))?.rule ?? ''
      if (this.remembered.size < maxRemembered && key.length <= 128) this.remembered.set(key, rule)
    }
    return rule
  }

  /** Whether a JSON text may have such a key. */
  mayNameKeyIn(text: string): boolean {
    if (this.rules.length === 0) return false
    const lower = text.toLowerCase()
    return this.pieces.some((piece) => lower.includes(piece)) || hasEscapedAscii(text)
  }
}

/** Some encoders write plain letters as `\u0070`. */
export function hasEscapedAscii(text: string): boolean {
  return text.includes('\\u00')
}

/** Linear, unlike a regular expression with several `.*`. */
function matchesParts(key: string, parts: readonly string[]): boolean {
  const first = parts[0] ?? ''
  if (parts.length === 1) return key === first
  const last = parts.at(-1) ?? ''
  if (key.length < first.length + last.length || !key.startsWith(first) || !key.endsWith(last)) return false
  const end = key.length - last.length
  let from = first.length
  for (const part of parts.slice(1, -1)) {
    const at = key.indexOf(part, from)
    if (at < 0 || at + part.length > end) return false
    from = at + part.length
  }
  return true
}
