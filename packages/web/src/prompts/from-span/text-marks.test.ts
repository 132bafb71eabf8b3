import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { piecesOf, type RangeMark, suggestName, withMark } from './text-marks.ts'

const mark = (from: number, to: number, variable = 'x'): RangeMark => ({ variable, message: 0, part: 0, from, to })

describe('marks in a text', () => {
  it('cut it into pieces that are the text again, whatever is marked', () => {
    const ranges = fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { maxLength: 6 })
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), ranges, (text, pairs) => {
        const marks = pairs
          .map(([a, b]) => [Math.min(a, b, text.length), Math.min(Math.max(a, b), text.length)] as const)
          .filter(([from, to]) => from < to)
          .reduce<readonly RangeMark[]>((all, [from, to]) => withMark(all, mark(from, to)), [])
        const pieces = piecesOf(text, marks)
        expect(pieces.map((piece) => piece.text).join('')).toBe(text)
        expect(pieces.filter((piece) => piece.mark)).toHaveLength(marks.length)
        for (const piece of pieces) expect(text.slice(piece.from).startsWith(piece.text)).toBe(true)
      }),
    )
  })

  it('replace those that they overlap, only in the same text', () => {
    const elsewhere = { ...mark(0, 5), message: 1 }
    expect(withMark([mark(0, 4), mark(8, 9), elsewhere], mark(2, 6, 'y'))).toEqual([
      mark(8, 9),
      elsewhere,
      mark(2, 6, 'y'),
    ])
  })

  it('are named by the words before them', () => {
    const text = 'Customer name: Ann'
    expect(suggestName(text, 15, new Set())).toBe('customer_name')
    expect(suggestName(text, 15, new Set(['customer_name']))).toBe('customer_name_2')
    expect(suggestName('Hello Ann', 6, new Set())).toBe('variable')
  })
})
