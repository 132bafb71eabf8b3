import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { collapsedLength } from './long-text.tsx'

describe('a folded text', () => {
  it('shows short texts whole', () => {
    expect(collapsedLength('hello\nworld')).toBe(11)
  })

  it('shows at most 24 lines and 1,600 characters of any text', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('\n', 'x'.repeat(90), 'y'), { maxLength: 400 }), (pieces) => {
        const text = pieces.join('')
        const shown = text.slice(0, collapsedLength(text))
        expect(shown.length).toBeLessThanOrEqual(1600)
        expect(shown.split('\n').length).toBeLessThanOrEqual(24)
      }),
    )
  })
})
