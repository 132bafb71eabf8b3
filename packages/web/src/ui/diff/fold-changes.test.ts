import { diffWords } from '@pawl/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldChanges } from './fold-changes.ts'

const long = fc
  .tuple(fc.string({ unit: 'grapheme' }), fc.nat(2000))
  .map(([text, times]) => `${text} `.repeat(times % 400))

describe('folding a comparison', () => {
  it('loses nothing of either text and cuts no character', () => {
    fc.assert(
      fc.property(long, fc.string({ unit: 'grapheme' }), long, (head, middle, tail) => {
        const [before, after] = [head + tail, `${head}${middle}${tail}`]
        const folded = foldChanges(diffWords(before, after))
        const join = (hidden: string) =>
          folded
            .filter(({ kind }) => kind !== hidden)
            .map(({ text }) => text)
            .join('')
        expect(join('added')).toBe(before)
        expect(join('removed')).toBe(after)
        const isWhole = (text: string) => !/\p{Surrogate}/u.test(text)
        expect(folded.every(({ text }) => isWhole(text))).toBe(isWhole(before) && isWhole(after))
      }),
      { numRuns: 50 },
    )
  })

  it('folds what is equal and far from a change, and shows what is near', () => {
    const changes = [
      { kind: 'same', text: 'a'.repeat(5000) },
      { kind: 'removed', text: 'old' },
      { kind: 'added', text: 'new' },
      { kind: 'same', text: 'b'.repeat(300) },
    ] as const
    expect(foldChanges(changes).map(({ kind, text, isFolded }) => [kind, text.length, isFolded])).toEqual([
      ['same', 4760, true],
      ['same', 240, false],
      ['removed', 3, false],
      ['added', 3, false],
      ['same', 300, false],
    ])
  })
})
