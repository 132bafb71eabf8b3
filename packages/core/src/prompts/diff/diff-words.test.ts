import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../testing/seeded-random.ts'
import { diffTokens } from './diff-tokens.ts'
import { diffWords, type TextChange } from './diff-words.ts'

const shown = (changes: readonly TextChange[]) =>
  changes
    .map(({ kind, text }) => (kind === 'same' ? text : kind === 'removed' ? `[-${text}-]` : `{+${text}+}`))
    .join('')
const side = (changes: readonly TextChange[], gone: TextChange['kind']) =>
  changes
    .filter(({ kind }) => kind !== gone)
    .map(({ text }) => text)
    .join('')

const words = fc
  .array(fc.constantFrom('a', 'b', 'c', 'long', '退', '款', ' ', '\n', ', ', '{{x}}', '😀'), { maxLength: 40 })
  .map((parts) => parts.join(''))

/** Length of the longest common subsequence, by the textbook's table. */
function commonLength(before: readonly string[], after: readonly string[]): number {
  let above = new Array<number>(after.length + 1).fill(0)
  for (const token of before) {
    const row = [0]
    for (const [j, other] of after.entries()) {
      row.push(token === other ? (above[j] ?? 0) + 1 : Math.max(above[j + 1] ?? 0, row[j] ?? 0))
    }
    above = row
  }
  return above.at(-1) ?? 0
}

/** Deterministic words that look like prose. */
function prose(count: number, seed: number, vocabulary: number): string {
  const next = seededRandom(seed)
  return Array.from({ length: count }, () => `w${Math.floor(next() * vocabulary)}${next() < 0.08 ? '.\n' : ' '}`).join(
    '',
  )
}

describe('the word diff', () => {
  it('shows what was taken out and put in, word by word', () => {
    expect(shown(diffWords('Refund within 14 days.', 'Refund within 30 days, always.'))).toBe(
      'Refund within [-14-]{+30+} days{+, always+}.',
    )
  })

  it('joins replaced words that stand side by side', () => {
    expect(shown(diffWords('say good morning now', 'say bonne nuit now'))).toBe(
      'say [-good morning-]{+bonne nuit+} now',
    )
  })

  it('compares scripts without blanks sign by sign', () => {
    expect(shown(diffWords('退款需要三天', '退款需要七天'))).toBe('退款需要[-三-]{+七+}天')
  })

  it('never cuts a character made of several units', () => {
    expect(shown(diffWords('ok 😀', 'ok 😁'))).toBe('ok [-😀-]{+😁+}')
  })

  it('gives back both texts, whatever they are', () => {
    const text = fc.oneof(words, fc.string({ unit: 'binary', maxLength: 60 }))
    fc.assert(
      fc.property(text, text, (before, after) => {
        const changes = diffWords(before, after)
        expect(side(changes, 'added')).toBe(before)
        expect(side(changes, 'removed')).toBe(after)
        expect(changes.every(({ text: piece }) => piece !== '')).toBe(true)
        if (before === after) expect(changes.filter(({ kind }) => kind !== 'same')).toEqual([])
      }),
      { numRuns: 1000 },
    )
  })

  it('changes as few tokens as possible', () => {
    const tokens = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 })
    fc.assert(
      fc.property(tokens, tokens, (before, after) => {
        const ranges = diffTokens(before, after)
        const kept = ranges.filter(({ equal }) => equal).reduce((sum, r) => sum + r.beforeEnd - r.beforeStart, 0)
        expect(kept).toBe(commonLength(before, after))
      }),
      { numRuns: 1000 },
    )
  })

  it('finds a few edits in a long text exactly', () => {
    const before = prose(20_000, 1, 3000)
    const after = before.replace('w7 ', 'seven ').replace(/\n(?=[^\n]*$)/, '\nadded here\n')
    const changed = diffWords(before, after).filter(({ kind }) => kind !== 'same')
    expect(changed.map(({ text }) => text.trim())).toEqual(['w7', 'seven', 'added here'])
  })

  it('stays quick on huge texts that have little in common, and still gives back both', () => {
    for (const [before, after] of [
      [prose(150_000, 1, 5000), prose(150_000, 2, 5000)],
      [prose(100_000, 3, 3), prose(100_000, 4, 3)],
      [prose(400_000, 5, 100_000), prose(400_000, 6, 100_000)],
      ['a'.repeat(5_000_000), 'b'.repeat(5_000_000)],
    ] as const) {
      const started = performance.now()
      const changes = diffWords(before, after)
      expect(performance.now() - started).toBeLessThan(20_000)
      expect(side(changes, 'added') === before && side(changes, 'removed') === after).toBe(true)
    }
  })
})
