import { diffTokens } from './diff-tokens.ts'

export interface TextChange {
  readonly kind: 'same' | 'removed' | 'added'
  readonly text: string
}

/** Words and numbers, single characters of scripts that write no blanks, runs of blanks, line breaks, single signs. */
const tokenPattern =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])[\p{L}\p{M}\p{N}_])+|\n|[^\S\n]+|[\s\S]/gu

/** Above this many tokens on both sides the comparison is made of lines. */
const maxWords = 400_000

/**
 * The words that were taken out of a text and put in, in reading order: `same` and `removed` pieces together are the
 * first text, `same` and `added` ones the second. Texts too large for words are compared by lines.
 */
export function diffWords(before: string, after: string): readonly TextChange[] {
  if (before === after) return before === '' ? [] : [{ kind: 'same', text: before }]
  const [tokensBefore, tokensAfter] = tokensOf(before, after)
  const changes: TextChange[] = []
  for (const range of diffTokens(tokensBefore, tokensAfter)) {
    const old = tokensBefore.slice(range.beforeStart, range.beforeEnd).join('')
    if (range.equal) {
      changes.push({ kind: 'same', text: old })
      continue
    }
    const fresh = tokensAfter.slice(range.afterStart, range.afterEnd).join('')
    if (old !== '') changes.push({ kind: 'removed', text: old })
    if (fresh !== '') changes.push({ kind: 'added', text: fresh })
  }
  return joinAcrossBlanks(changes)
}

function tokensOf(before: string, after: string): [string[], string[]] {
  // A token has one character at least, so short texts need no counting.
  const words = [wordsOf(before), wordsOf(after)] as const
  if (words[0].length + words[1].length <= maxWords) return [words[0], words[1]]
  return [linesOf(before), linesOf(after)]
}

const wordsOf = (text: string): string[] => text.match(tokenPattern) ?? []
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? []

/** `[-a-]{+b+} [-c-]{+d+}` reads better as `[-a c-]{+b d+}`. */
function joinAcrossBlanks(changes: readonly TextChange[]): readonly TextChange[] {
  const joined: TextChange[] = []
  let removed = ''
  let added = ''
  const flush = () => {
    if (removed !== '') joined.push({ kind: 'removed', text: removed })
    if (added !== '') joined.push({ kind: 'added', text: added })
    removed = ''
    added = ''
  }
  for (const [index, { kind, text }] of changes.entries()) {
    if (kind === 'removed') removed += text
    else if (kind === 'added') added += text
    else if (removed !== '' && added !== '' && isBlank(text) && replacesAfter(changes, index)) {
      removed += text
      added += text
    } else {
      flush()
      joined.push({ kind, text })
    }
  }
  flush()
  return joined
}

const isBlank = (text: string): boolean => /^[^\S\n]+$/.test(text)

function replacesAfter(changes: readonly TextChange[], index: number): boolean {
  return changes[index + 1]?.kind === 'removed' && changes[index + 2]?.kind === 'added'
}
