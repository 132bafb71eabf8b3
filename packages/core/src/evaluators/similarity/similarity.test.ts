import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bleuScore, levenshteinRatio, rougeL, splitTokens, splitWords } from './index.ts'

const words = (text: string) => text.split(' ')
const anyWords = fc.array(fc.constantFrom('a', 'b', 'c', 'the', 'cat'), { maxLength: 12 })

describe('the Levenshtein ratio', () => {
  it.each([
    ['kitten', 'sitting', 1 - 3 / 7],
    ['saturday', 'sunday', 1 - 3 / 8],
    ['flaw', 'lawn', 0.5],
    ['', '', 1],
    ['', 'abc', 0],
    ['same', 'same', 1],
    ['a😀c', 'a😁c', 1 - 1 / 3],
  ])('of %j and %j', (left, right, ratio) => {
    expect(levenshteinRatio(left, right)).toBeCloseTo(ratio, 12)
  })

  it('agrees with the definition, step by step', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 6 }).map((letters) => letters.join(''))
    fc.assert(
      fc.property(text, text, (left, right) => {
        const longest = Math.max(left.length, right.length, 1)
        expect(levenshteinRatio(left, right)).toBeCloseTo(1 - distanceByDefinition(left, right) / longest, 12)
      }),
    )
  })

  it('is symmetric, and 1 exactly for equal texts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (left, right) => {
        const ratio = levenshteinRatio(left, right) ?? -1
        expect(ratio).toBe(levenshteinRatio(right, left))
        expect(ratio >= 0 && ratio <= 1).toBe(true)
        expect(ratio === 1).toBe(left === right)
      }),
    )
  })

  it('compares long texts with a small difference, and says when a difference is too long to compare', () => {
    const long = 'x'.repeat(1_000_000)
    expect(levenshteinRatio(`${long}a${long}`, `${long}b${long}`)).toBeCloseTo(1 - 1 / 2_000_001, 9)
    expect(levenshteinRatio('ab'.repeat(3000), 'cd'.repeat(3000))).toBeUndefined()
  })
})

describe('BLEU', () => {
  const wanted = 'It is a guide to action that ensures that the military will forever heed Party commands'
  // Computed with sacrebleu 2.6 (sentence_bleu, tokenize none, exp smoothing, effective order).
  it.each([
    [
      'It is a guide to action which ensures that the military always obeys the commands of the party',
      wanted,
      0.411804,
    ],
    ['It is to insure the troops forever hearing the activity guidebook that party direct', wanted, 0.064798],
    ['the the the the the the the', 'the cat is on the mat', 0.078098],
    ['the cat', 'the cat is on the mat', 0.135335],
    ['the cat sat on the mat', 'the cat is on the mat', 0.379918],
    ['there is a cat here', 'the cat is on the mat', 0.104006],
    ['a b c', 'd e f', 0],
    ['mat', 'mat', 1],
  ])('of %j against %j', (candidate, reference, score) => {
    expect(bleuScore(words(candidate), words(reference))).toBeCloseTo(score, 6)
  })

  it('is 1 for equal texts and between 0 and 1 otherwise', () => {
    fc.assert(
      fc.property(anyWords, anyWords, (candidate, reference) => {
        const score = bleuScore(candidate, reference) ?? -1
        expect(score >= 0 && score <= 1).toBe(true)
        expect(bleuScore(candidate, candidate)).toBeCloseTo(1, 12)
      }),
    )
  })

  it('does not compare texts of more than 100,000 tokens', () => {
    expect(bleuScore(Array(100_001).fill('a'), ['a'])).toBeUndefined()
  })
})

describe('ROUGE-L', () => {
  // The first three are the examples of Lin (2004), section 3.1; the fourth was computed with rouge_score 0.1.2.
  it.each([
    ['police kill the gunman', 'police killed the gunman', 0.75],
    ['the gunman kill police', 'police killed the gunman', 0.5],
    ['the gunman police killed', 'police killed the gunman', 0.5],
    ['The quick brown dog jumps on the log.', 'The quick brown fox jumps over the lazy dog', 0.588235],
  ])('of %j against %j', (candidate, reference, score) => {
    expect(rougeL(splitWords(candidate), splitWords(reference))).toBeCloseTo(score, 6)
  })

  it('is symmetric, and 1 exactly for equal texts', () => {
    fc.assert(
      fc.property(anyWords, anyWords, (left, right) => {
        const score = rougeL(left, right)
        expect(score).toBe(rougeL(right, left))
        expect(score === 1).toBe(left.join() === right.join())
      }),
    )
  })

  it('does not compare texts whose table would be too large', () => {
    expect(rougeL(Array(6000).fill('a'), Array(6000).fill('b'))).toBeUndefined()
  })
})

describe('words', () => {
  it('are runs of letters and digits of any script; tokens keep the marks between them', () => {
    expect(splitWords('Ça va, 3rd naïve_user?')).toEqual(['ça', 'va', '3rd', 'naïve_user'])
    expect(splitTokens('No, $5!')).toEqual(['No', ',', '$', '5', '!'])
  })
})

function distanceByDefinition(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length
  const [restA, restB] = [a.slice(1), b.slice(1)]
  if (a[0] === b[0]) return distanceByDefinition(restA, restB)
  return (
    1 + Math.min(distanceByDefinition(restA, b), distanceByDefinition(a, restB), distanceByDefinition(restA, restB))
  )
}
