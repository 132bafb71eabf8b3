import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EvaluatorOutcome, EvaluatorResult } from '../evaluator-result.ts'
import { combineResults, type WeighedResult } from './combine-results.ts'

const result = (
  outcome: EvaluatorOutcome,
  score: number | null = outcome === 'unknown' ? null : outcome === 'pass' ? 1 : 0,
): EvaluatorResult => ({ score, outcome, reason: `it was ${outcome}` })
const part = (outcome: EvaluatorOutcome, score?: number | null, weight = 1): WeighedResult => ({
  name: outcome,
  weight,
  result: result(outcome, score),
})
const outcomeOf = (mode: 'all' | 'any' | 'weighted', parts: WeighedResult[], minScore = 1) =>
  combineResults({ mode, minScore }, parts).outcome
const anyPart = fc.oneof(
  fc.double({ min: 0.5, max: 1, noNaN: true }).map((score) => part('pass', score)),
  fc.double({ min: 0, max: 0.49, noNaN: true }).map((score) => part('fail', score)),
  fc.constant(part('unknown')),
)
const weighed = fc.tuple(anyPart, fc.integer({ min: 1, max: 9 })).map(([each, weight]) => ({ ...each, weight }))

describe('a combination', () => {
  it.each([
    ['all', ['pass', 'pass'], 'pass'],
    ['all', ['pass', 'unknown'], 'unknown'],
    ['all', ['unknown', 'fail'], 'fail'],
    ['any', ['fail', 'pass', 'unknown'], 'pass'],
    ['any', ['fail', 'unknown'], 'unknown'],
    ['any', ['fail', 'fail'], 'fail'],
  ] as const)('%s of %j: %s', (mode, outcomes, expected) => {
    expect(
      outcomeOf(
        mode,
        outcomes.map((outcome) => part(outcome)),
      ),
    ).toBe(expected)
  })

  it('by weight passes from its score on, also where fractions do not add up exactly', () => {
    expect(outcomeOf('weighted', [part('pass', 1, 3), part('fail', 0, 1)], 0.75)).toBe('pass')
    expect(outcomeOf('weighted', [part('pass', 1, 3), part('fail', 0, 1)], 0.76)).toBe('fail')
    const tenths = [0.1, 0.2, 0.3, 0.4].map((weight) => part('pass', 0.7, weight))
    expect(outcomeOf('weighted', tenths, 0.7)).toBe('pass')
  })

  it('is undecided exactly where what could not be judged could go either way', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('all', 'any', 'weighted'),
        fc.array(weighed, { minLength: 1, maxLength: 5 }),
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        (mode, parts, minScore) => {
          const settled = (outcome: 'pass' | 'fail') =>
            parts.map((each) => (each.result.outcome === 'unknown' ? { ...part(outcome), weight: each.weight } : each))
          const best = outcomeOf(mode, settled('pass'), minScore)
          const worst = outcomeOf(mode, settled('fail'), minScore)
          expect(outcomeOf(mode, parts, minScore)).toBe(best === worst ? best : 'unknown')
        },
      ),
    )
  })

  it('has a score exactly where what could not be judged cannot change it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('all', 'any', 'weighted'),
        fc.array(weighed, { minLength: 1, maxLength: 5 }),
        (mode, parts) => {
          const scoreWith = (outcome: 'pass' | 'fail') =>
            combineResults(
              { mode, minScore: 0.5 },
              parts.map((each) =>
                each.result.outcome === 'unknown' ? { ...part(outcome), weight: each.weight } : each,
              ),
            ).score
          const { score } = combineResults({ mode, minScore: 0.5 }, parts)
          if (score !== null) expect([scoreWith('pass'), scoreWith('fail')]).toEqual([score, score])
        },
      ),
    )
  })

  it('says which part decided, and keeps the results of all', () => {
    const combined = combineResults({ mode: 'all', minScore: 1 }, [part('pass'), part('fail'), part('unknown')])
    expect(combined).toMatchObject({ outcome: 'fail', reason: '1 of 3 failed: fail (it was fail)', score: 0 })
    expect(combined.parts?.map(({ outcome }) => outcome)).toEqual(['pass', 'fail', 'unknown'])
  })
})
