import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findJsonProblem } from './json-problem.ts'

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('a problem in JSON', () => {
  it('is found exactly where the browser refuses the text', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"',
      '1',
      '-',
      '0',
      '.5',
      'e2',
      'true',
      'nul',
      ' ',
      '\n',
      '\\',
      '\u007f',
    )
    const nearly = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', '"', '\n', '\\u12', '\t', '01'))
      .map(([json, place, added]) => {
        const at = json.length === 0 ? 0 : place % json.length
        return json.slice(0, at) + added + json.slice(at + 1)
      })
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          nearly,
          fc.array(piece).map((pieces) => pieces.join('')),
        ),
        (text) => {
          expect(findJsonProblem(text) === undefined).toBe(isJson(text))
        },
      ),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['{\n  "a": 1,\n}', 3, 1, 'expected a name in double quotes'],
    ['{"a" 1}', 1, 6, 'expected ":" after the name'],
    ['[1 2]', 1, 4, 'expected "," or the end of the list'],
    ['{"a": tru}', 1, 7, 'expected a value'],
    ['{"a": "b', 1, 7, 'a text in double quotes is not closed, or holds a line break or a wrong escape'],
    ['{"a": [', 1, 8, 'the text ends, expected a value or "]"'],
    ['{} {}', 1, 4, 'expected nothing more after the value'],
  ])('%j is named with its line, column and what would be right', (text, ...place) => {
    const { line, column, message } = findJsonProblem(text) ?? {}
    expect([line, column, message]).toEqual(place)
  })
})
