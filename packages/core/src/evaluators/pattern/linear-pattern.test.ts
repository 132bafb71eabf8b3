import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileLinearPattern, type PatternFlags } from './linear-pattern.ts'

const plain: PatternFlags = { ignoreCase: false, multiline: false, dotAll: false }
const found = (source: string, text: string, flags: Partial<PatternFlags> = {}) =>
  compileLinearPattern(source, { ...plain, ...flags }).pattern?.isFoundIn(text)

const atom = fc.constantFrom(
  'a',
  'b',
  'k',
  '\\w',
  '\\d',
  '[ab]',
  '[^a\\]]',
  '.',
  '\\s',
  '-',
  '\\u{1F600}',
  '\\p{Lu}',
  '😀',
)
const quantifier = fc.constantFrom('', '', '', '+', '*', '?', '{2}', '{1,3}', '{0,4}', '{2,}', '+?', '*?')
const { pattern: anyPattern } = fc.letrec<{ pattern: string; sequence: string; step: string }>((tie) => ({
  pattern: fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }).map((options) => options.join('|')),
  sequence: fc.array(tie('step'), { maxLength: 4 }).map((steps) => steps.join('')),
  step: fc.oneof(
    { maxDepth: 3 },
    fc.tuple(atom, quantifier).map(([a, q]) => a + q),
    fc.constantFrom('\\b', '\\B', '^', '$'),
    fc.tuple(fc.constantFrom('(?:', '(', '(?<x>'), tie('pattern'), quantifier).map(([o, p, q]) => `${o}${p})${q}`),
  ),
}))
const anyText = fc.array(
  fc.constantFrom('a', 'b', 'k', 'K', '\u212a', 'B', '1', ' ', '-', '\n', '😀', '\ud83d', 'é', ']'),
  { maxLength: 12 },
)
const anyFlags = fc.record({ ignoreCase: fc.boolean(), multiline: fc.boolean(), dotAll: fc.boolean() })

describe('the linear search', () => {
  it('finds exactly what the backtracking engine finds, at whole characters', () => {
    fc.assert(
      fc.property(anyPattern, anyText, anyFlags, (source, characters, flags) => {
        const text = characters.join('')
        const native = regExpOf(source, flags)
        const { pattern, problem } = compileLinearPattern(source, flags)
        fc.pre(native !== undefined && problem?.code !== 'too_large')
        expect(pattern?.isFoundIn(text)).toBe(native !== undefined && findsAtSomeCharacter(native, text))
      }),
      { numRuns: 3000 },
    )
  })

  it.each([
    ['^(a+)+$', `${'a'.repeat(200_000)}!`],
    ['(\\w+\\s?)+$', `${'word '.repeat(40_000)}!`],
    ['(a|a)*b', 'a'.repeat(200_000)],
    ['(?:a?){30}a{30}b', 'a'.repeat(100_000)],
    ['"[^"]*a[^"]*"!', `"${'a'.repeat(200_000)}`],
    ['\\w+@\\w+', 'x'.repeat(200_000)],
  ])('%s ends at once on the text made to fit it', (source, text) => {
    const startedMs = performance.now()
    expect(found(source, text)).toBe(false)
    // Backtracking over these takes minutes to more than the age of the universe.
    expect(performance.now() - startedMs).toBeLessThan(20_000)
  })

  it('gives up by its own count of work, the same on every machine, instead of going on for long', () => {
    // Each set of places of an a among the last 400 characters is a state of its own.
    const source = '(?:a|b)*a(?:a|b){400}c'
    let seed = 7
    const text = Array.from({ length: 60_000 }, () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      return seed > 1_000_000_000 ? 'a' : 'b'
    }).join('')
    const startedMs = performance.now()
    expect(found(source, text)).toBeUndefined()
    expect(performance.now() - startedMs).toBeLessThan(20_000)
  })
})

describe('patterns that need backtracking', () => {
  it.each([
    ['(\\w)\\1', 'refers back'],
    ['(?<x>a)\\k<x>', 'refers back'],
    ['(?<=a)b', 'looks ahead or behind'],
    ['a(?!b)', 'looks ahead or behind'],
  ])('%s is named as one', (source, why) => {
    const { problem } = compileLinearPattern(source, plain)
    expect(problem).toMatchObject({ code: 'needs_backtracking', message: expect.stringContaining(why) })
  })

  it('are told from those that are too large, and from those that are none', () => {
    expect(compileLinearPattern('(?:a{50}){50}', plain).problem?.code).toBe('too_large')
    expect(compileLinearPattern('(?:){1000000}a', plain).problem).toBeUndefined()
    expect(compileLinearPattern('(', plain).problem).toMatchObject({
      code: 'syntax',
      message: expect.stringContaining('Unterminated group'),
    })
  })
})

/** V8 also tries the place between the halves of a surrogate pair, where ECMAScript has none: 😀 would match \B. */
function findsAtSomeCharacter(sticky: RegExp, text: string): boolean {
  let at = 0
  for (const character of [...text, '']) {
    sticky.lastIndex = at
    if (sticky.test(text)) return true
    at += character.length
  }
  return false
}

function regExpOf(source: string, flags: PatternFlags): RegExp | undefined {
  try {
    return new RegExp(source, `uy${flags.ignoreCase ? 'i' : ''}${flags.multiline ? 'm' : ''}${flags.dotAll ? 's' : ''}`)
  } catch {
    return undefined
  }
}
