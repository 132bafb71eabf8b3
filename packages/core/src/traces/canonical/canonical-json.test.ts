import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arbitraryJson } from '../../testing/arbitrary-json.ts'
import { canonicalJsonText, isArray, isObject, type JsonValue } from '../index.ts'

describe('the canonical text of JSON data', () => {
  it('is as RFC 8785 writes it: sorted by UTF-16 units, numbers as ECMAScript has them', () => {
    const data: unknown = JSON.parse(
      '{"\\ufb33":1, "\\ud83d\\ude00":2, "b":[56.0, 1E30, 4.50, 2e-3, -0], "a":"\\u000a\\u20ac"}',
    )
    expect(canonicalJsonText(data)).toBe('{"a":"\\n€","b":[56,1e+30,4.5,0.002,0],"\u{1f600}":2,"\ufb33":1}')
  })

  it('is the same for equal data, whatever the order of keys, and differs for any other', () => {
    fc.assert(
      fc.property(arbitraryJson(), arbitraryJson(), (one, other) => {
        const text = canonicalJsonText(one)
        expect(JSON.parse(text)).toEqual(one)
        expect(canonicalJsonText(reversed(one))).toBe(text)
        if (text === canonicalJsonText(other)) expect(one).toEqual(other)
      }),
    )
  })

  it('leaves out keys without a value', () => {
    expect(canonicalJsonText({ b: undefined, a: [undefined] })).toBe('{"a":[null]}')
  })
})

/** The same value with the keys of its objects the other way round. */
function reversed(value: JsonValue): JsonValue {
  if (isArray(value)) return value.map(reversed)
  if (!isObject(value)) return value
  const entries = Object.entries(value).map(([key, member]) => [key, reversed(member)] as const)
  return Object.fromEntries(entries.reverse())
}
