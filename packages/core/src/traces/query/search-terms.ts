/** Where a search looks: what the user said, what went in (that too), or what came out. */
export const searchSides = ['user', 'input', 'output'] as const
export type SearchSide = (typeof searchSides)[number]

/**
 * One condition of a search over inputs and outputs; all must hold in one span. `words`: each word is there, and where
 * the text is more than one plain word it stands there as written; `part`: the text occurs, inside a word too.
 */
export interface SearchTerm {
  readonly kind: 'words' | 'part'
  /** In lower case as far as ASCII goes, as the search index has it. */
  readonly text: string
  /** Undefined: anywhere. */
  readonly side: SearchSide | undefined
}

const termPattern = /"([^"]*)"?|(\S+)/g
const maxTerms = 20

/**
 * Reads what a person typed: words, `"a phrase"` (an unclosed quote runs to the end), `*part*` of a word (one star will do). A term without
 * any letter, digit or character of another script is no word, so it is looked for as a part.
 */
export function parseSearchTerms(query: string, side?: SearchSide): readonly SearchTerm[] {
  const terms: SearchTerm[] = []
  for (const [, phrase, word] of query.matchAll(termPattern)) {
    const typed = phrase ?? word ?? ''
    const isPart = phrase === undefined && (typed.startsWith('*') || typed.endsWith('*'))
    const text = lowerAscii(isPart ? typed.replace(/^\*+|\*+$/g, '') : typed.trim())
    if (text !== '') terms.push({ kind: isPart || !hasWord(text) ? 'part' : 'words', text, side })
  }
  return terms.slice(0, maxTerms)
}

/** A word of ASCII letters, digits and `_` is one token of the search index; anything else must be compared as written too. */
export const isPlainWord = (text: string): boolean => /^[a-z0-9_]+$/.test(text)

const hasWord = (text: string): boolean => /[a-z0-9_\u0080-\u{10ffff}]/u.test(text)

function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
