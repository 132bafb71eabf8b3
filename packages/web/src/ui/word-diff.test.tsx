import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { WordDiff } from './word-diff.tsx'

describe('a word diff', () => {
  it('marks what went and what came, for eyes and for ears', () => {
    const html = renderToStaticMarkup(<WordDiff before="the old day" after="the new day" mode="inline" />)
    expect(html).toMatch(/<del[^>]*>old<\/del><ins[^>]*>new<\/ins>/)
  })

  it('shows each side its own words only', () => {
    const html = renderToStaticMarkup(<WordDiff before="one two" after="one three" mode="side" afterLabel="Fix" />)
    const [before = '', after = ''] = html.split('aria-label="Fix"')
    expect(before).toContain('two')
    expect(before).not.toContain('three')
    expect(after).toContain('three')
    expect(after).not.toContain('two')
  })

  it('keeps markup and characters that turn the text around as text', () => {
    const html = renderToStaticMarkup(
      <WordDiff before="" after={'<img src=x onerror=alert(1)> \u202eevil'} mode="inline" />,
    )
    expect(html).not.toContain('<img')
    expect(html).toContain('⟨U+202E⟩')
  })
})
