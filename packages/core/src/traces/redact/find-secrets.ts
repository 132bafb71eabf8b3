import type { RuleHit } from './text-ranges.ts'

const rule = 'secrets'

/**
 * The forms below without their boundaries, short enough to scan any text with. In JSON text an escape such as `\n` may
 * stand before a token, which a boundary would take for a letter.
 */
const hint =
  /A[KS]IA[A-Z0-9]{16}|AIza[\w-]{30}|gh[pousr]_\w{20}|github_pat_\w{20}|[sr]k[-_][\w-]{14}|xox[a-z]-[\w-]{8}|eyJ[\w-]{8}|[Bb][Ee][Aa][Rr][Ee][Rr] |pawl_\w{10}|PRIVATE KEY/

/**
 * AWS access keys, Google, GitHub, Slack and Stripe tokens, JSON Web Tokens. The quantifiers that have no upper limit
 * are the last of their alternative, or (in a JWT) start only where a run of its characters does: linear on any text.
 */
const certain =
  /(?<![A-Za-z0-9])(?:A[KS]IA[A-Z0-9]{16}(?![A-Za-z0-9])|AIza[\w-]{30,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|[sr]k_(?:live|test)_\w{10,}|xox[a-z]-[\w-]{10,}|(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?)/g

/** Prefixes that ordinary words have too (`sk-learn`): real ones have a digit. */
const withDigit = /(?<![A-Za-z0-9])(?:sk-[\w-]{16,}|pawl_\w{12,})/g

const bearer = /(?<![A-Za-z0-9])bearer {1,4}([\w.~+/=-]{16,})/gi
const pemStart = '-----BEGIN '
const longestPemLabel = 40

/** Whether a text, JSON-escaped or not, may hold a secret. */
export function hintsAtSecret(text: string): boolean {
  return text.length >= 16 && hint.test(text)
}

/** Well-known tokens, `Bearer` values and PEM private keys. */
export function findSecrets(text: string): RuleHit[] {
  const hits: RuleHit[] = []
  if (!hintsAtSecret(text)) return hits
  for (const match of text.matchAll(certain))
    hits.push({ start: match.index, end: match.index + match[0].length, rule })
  for (const match of text.matchAll(withDigit)) {
    if (/\d/.test(match[0])) hits.push({ start: match.index, end: match.index + match[0].length, rule })
  }
  for (const match of text.matchAll(bearer)) {
    const token = match[1] ?? ''
    const end = match.index + match[0].length
    // "Bearer authentication-scheme" is prose.
    if (/\d/.test(token) || token.length >= 32) hits.push({ start: end - token.length, end, rule })
  }
  findPrivateKeys(text, hits)
  return hits
}

function findPrivateKeys(text: string, hits: RuleHit[]): void {
  for (let start = text.indexOf(pemStart); start >= 0; start = text.indexOf(pemStart, start + 1)) {
    const labelStart = start + pemStart.length
    const label = text.slice(labelStart, labelStart + longestPemLabel).split('-----', 1)[0] ?? ''
    if (!label.includes('PRIVATE KEY')) continue
    const footer = text.indexOf('-----END ', labelStart)
    const close = footer < 0 ? -1 : text.indexOf('-----', footer + 9)
    // A key that was cut off is as secret as a whole one.
    const end = close < 0 ? text.length : close + 5
    hits.push({ start, end, rule })
    start = end - 1
  }
}
