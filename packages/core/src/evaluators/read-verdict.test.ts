import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluatorResultSchema } from './evaluator-result.ts'
import { readVerdict } from './read-verdict.ts'

describe('an answer of code or a service', () => {
  it.each([
    [true, 'pass', 1],
    [false, 'fail', 0],
    [0.8, 'pass', 0.8],
    [{ score: 0.4 }, 'fail', 0.4],
    [{ score: 0.4, outcome: 'pass' }, 'pass', 0.4],
    [{ outcome: 'fail', reason: 'rude' }, 'fail', null],
    [{ outcome: 'unknown', score: 0.3 }, 'unknown', null],
  ])('%j is a verdict: %s', (answer, outcome, score) => {
    expect(readVerdict(answer, 0.5)).toMatchObject({ outcome, score })
  })

  it.each([
    [undefined],
    [null],
    ['pass'],
    [{}],
    [{ score: 7 }],
    [{ score: Number.NaN }],
    [{ outcome: 'passed' }],
    [[1]],
  ])('%j is none, so nothing was judged', (answer) => {
    expect(readVerdict(answer, 0.5)).toMatchObject({ outcome: 'unknown', score: null })
    expect(readVerdict(answer, 0.5).reason).toContain('it must be true or false')
  })

  it('is always read as a result, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything(), (answer) => {
        expect(evaluatorResultSchema.safeParse(readVerdict(answer, 0.5)).success).toBe(true)
      }),
    )
  })
})
