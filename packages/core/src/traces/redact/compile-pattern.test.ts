import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../errors/index.ts'
import { compilePattern } from './compile-pattern.ts'

function refusal(source: string): AppError | undefined {
  try {
    compilePattern(source, 'patterns[0]')
    return undefined
  } catch (error) {
    if (AppError.isInstance(error)) return error
    throw error
  }
}

describe('patterns people write', () => {
  it.each([
    ['\\b\\d{3}-\\d{2}-\\d{4}\\b', 'ssn 123-45-6789.', '123-45-6789'],
    ['(?i)password\\s*[:=]\\s*\\S+', 'PassWord = hunter2 x', 'PassWord = hunter2'],
    [
      '[A-Z]{2}\\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?',
      'to DE89 3704 0044 0532 0130 00',
      'DE89 3704 0044 0532 0130 00',
    ],
    ['customer-\\d+', 'customer-00042!', 'customer-00042'],
    ['\\b\\w+@corp\\.example', 'ann@corp.example', 'ann@corp.example'],
    ['https?://[^\\s/]+/secret', 'see https://a.b/secret', 'https://a.b/secret'],
    ['\\+?\\d[\\d -]{8,14}\\d', 'call +49 30 1234567', '+49 30 1234567'],
    ['(?:alpha|beta|gamma)-\\w{1,20}', 'beta-x1', 'beta-x1'],
    ['(?<name>[\\u{1F600}-\\u{1F64F}])', 'a😀', '😀'],
    ['(?:ab|cd)+', 'xababcd', 'ababcd'],
    ['.{0,40}secret', 'my secret', 'my secret'],
  ])('%s is accepted and matches', (source, text, expected) => {
    expect(compilePattern(source, '').regex.exec(text)?.[0]).toBe(expected)
  })
})

describe('patterns that could hang', () => {
  it.each([
    ['(a+)+b', 'repeats a repeat'],
    ['(?:a*)*b', 'repeats a repeat'],
    ['(\\w+\\s?)+$', 'repeats a repeat'],
    ['(?:(?:ab){1,20}c?){9,}', 'repeats a repeat'],
    ['(a|a)+b', 'repeats alternatives that begin alike'],
    ['(?:ab|ac)*d', 'repeats alternatives that begin alike'],
    ['(\\w)\\1', 'refers back'],
    ['(?<x>a)\\k<x>', 'refers back'],
    ['(?<=a)b', 'looks ahead or behind'],
    ['(?=.*\\d)x', 'looks ahead or behind'],
    ['\\w+@', 'tried again from every position'],
    ['x\\w+@', 'tried again from every position'],
    ['\\s+$', 'tried again from every position'],
    ['\\b[\\w.]+@', 'tried again from every position'],
    ['-\\w+\\d+-', 'match the same characters'],
    ['"[^"]*a[^"]*"', 'match the same characters'],
    ['(?:\\w{1,64}){8}!', 'too many ways'],
    ['(?:a|a){1,64}b', 'repeats alternatives that begin alike'],
    ['(?:\\w|a){0,64}!', 'repeats alternatives that begin alike'],
    ['(?:x(?:a|\\w)){9}!', 'repeats alternatives that begin alike'],
    ['\\d?\\d?\\d?\\d?\\d?\\d?\\d?\\d?\\d?\\d?\\d?x', 'too many ways'],
    ['(?:a|bc|de|fg|hi)(?:a|bc|de|fg|hi)(?:a|bc|de|fg|hi)(?:a|bc|de|fg|hi)', 'too many alternatives'],
    ['a*', 'matches the empty text'],
    ['\\b', 'matches the empty text'],
  ])('%s is refused, saying why and what to write', (source, why) => {
    const error = refusal(source)
    expect(error).toMatchObject({ code: 'bad_request', where: 'patterns[0]' })
    expect(error?.message).toContain(why)
    expect(error?.fix).not.toBe('')
  })

  it('is not a regular expression, or too long a one', () => {
    expect(refusal('(')?.message).toContain('is not a regular expression')
    expect(refusal('a\\-b')?.message).toContain('is not a regular expression')
    expect(refusal('a'.repeat(1001))?.message).toContain('1001 characters')
  })

  it('are never accepted: no text makes an accepted one slow', () => {
    const atom = fc.constantFrom('a', 'b', '\\w', '\\d', '[ab]', '[^a]', '.', '\\s', '-', '@')
    const quantifier = fc.constantFrom('', '', '', '+', '*', '?', '{2}', '{1,3}', '{0,20}', '{3,}', '+?')
    const { pattern } = fc.letrec<{ pattern: string; sequence: string; step: string }>((tie) => ({
      pattern: fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }).map((options) => options.join('|')),
      sequence: fc.array(tie('step'), { minLength: 1, maxLength: 4 }).map((steps) => steps.join('')),
      step: fc.oneof(
        { maxDepth: 3 },
        fc.tuple(atom, quantifier).map(([a, q]) => a + q),
        fc.constantFrom('\\b', '^', '$'),
        fc.tuple(tie('pattern'), quantifier).map(([group, q]) => `(?:${group})${q}`),
      ),
    }))
    const longest = 80_000
    fc.assert(
      fc.property(
        pattern,
        fc.constantFrom('a', 'b', '1', ' ', '-', 'ab', 'a1', 'a-', '@a'),
        fc.constantFrom('!', 'a', '\n'),
        (source, unit, tail) => {
          fc.pre(refusal(source) === undefined)
          const { regex } = compilePattern(source, '')
          const text = unit.repeat(longest / unit.length) + tail
          const startedMs = performance.now()
          for (const _ of text.matchAll(regex));
          // A quadratic search over 80,000 characters takes 3 billion steps, many seconds.
          expect(performance.now() - startedMs).toBeLessThan(4000)
        },
      ),
      { numRuns: 150 },
    )
  })
})
