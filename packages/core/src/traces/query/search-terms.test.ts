import { describe, expect, it } from 'vitest'
import { parseSearchTerms } from './search-terms.ts'

const read = (query: string) => parseSearchTerms(query).map(({ kind, text }) => `${kind}:${text}`)

describe('what a person types into the search', () => {
  it.each([
    ['refund Policy', ['words:refund', 'words:policy']],
    ['"Refund policy" now', ['words:refund policy', 'words:now']],
    ['"never closed and on', ['words:never closed and on']],
    ['*fund*', ['part:fund']],
    ['fund*', ['part:fund']],
    ['a*b', ['words:a*b']],
    ['退款 ÉTÉ', ['words:退款', 'words:ÉtÉ']],
    ['=> "…"', ['part:=>', 'words:…']],
    ['  * "" ** ', []],
  ])('%s', (query, terms) => {
    expect(read(query)).toEqual(terms)
  })
})
