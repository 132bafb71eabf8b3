import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { oneLine, safeHref, visibleText } from './visible-text.ts'

describe('text from a trace', () => {
  it('writes out what would turn its direction, so that "exe" cannot pose as "png"', () => {
    expect(visibleText('\u202Egnp.exe\u202C')).toBe('⟨U+202E⟩gnp.exe⟨U+202C⟩')
  })

  it('shows NUL and invisible tags, and leaves line breaks alone', () => {
    expect(visibleText('a\u0000b\n\tc\u{e0041}')).toBe('a␀b\n\tc⟨U+E0041⟩')
  })

  it('leaves every language as it is, with the joiners that some need', () => {
    const texts = ['退款政策', 'می‌خواهم', 'שלום', '👩‍💻 ok', 'naïve']
    expect(texts.map(visibleText)).toEqual(texts)
  })

  it('never lets a control or format character through but those', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (text) => {
        expect(visibleText(text)).not.toMatch(/(?![\t\n\r\u200c-\u200f])[\p{Cc}\p{Cf}]/u)
      }),
    )
  })
})

describe('one line of it', () => {
  it('has no line break and ends with a sign when it was cut', () => {
    expect(oneLine('a\n  b\tc')).toBe('a b c')
    expect(oneLine('x'.repeat(1000), 10)).toBe('xxxxxxxxxx…')
  })

  it('is never cut inside a character', () => {
    expect(oneLine('💡'.repeat(20), 5)).toBe('💡💡💡💡💡…')
  })
})

describe('a link from a trace', () => {
  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    '/relative',
    '',
  ])('%j is text, not a link', (text) => {
    expect(safeHref(text)).toBeUndefined()
  })

  it('is a link for http and https', () => {
    expect(safeHref('https://example.com/a?b=c')).toBe('https://example.com/a?b=c')
  })
})
