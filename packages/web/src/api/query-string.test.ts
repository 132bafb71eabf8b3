import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseQueryString, queryString } from './query-string.ts'

describe('a query string', () => {
  it('repeats the name of a list, as the API reads it', () => {
    expect(queryString({ model: ['a', 'b'], q: 'x y', limit: 50, cursor: null, tag: [] })).toBe(
      '?model=a&model=b&q=x+y&limit=50',
    )
  })

  it('is empty when nothing is set', () => {
    expect(queryString({ q: '', a: undefined })).toBe('')
  })

  it('is read back: one value as text, several as a list', () => {
    const value = fc.string({ minLength: 1, unit: 'grapheme' })
    const values = fc.dictionary(
      fc.string({ minLength: 1, unit: 'grapheme-ascii' }),
      fc.oneof(value, fc.array(value, { minLength: 2 })),
    )
    fc.assert(
      fc.property(values, (given) => {
        expect({ ...parseQueryString(queryString(given)) }).toEqual({ ...given })
      }),
    )
  })

  it('treats __proto__ as a plain name', () => {
    const parsed = parseQueryString('?__proto__=x&__proto__=y')
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype)
    expect(Object.getOwnPropertyDescriptor(parsed, '__proto__')?.value).toEqual(['x', 'y'])
  })
})
