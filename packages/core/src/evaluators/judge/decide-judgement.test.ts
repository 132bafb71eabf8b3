import { describe, expect, it } from 'vitest'
import { define } from '../__fixtures__/define.ts'
import type { DefinitionOf, JudgeChoices, JudgePairwise, JudgeRubric } from '../definition/index.ts'
import { type CriterionAnswer, decideChoice, decidePairwise, decideRubric } from './decide-judgement.ts'

function methodOf<T>(written: object): T {
  const definition = define({ kind: 'judge', model: { provider: 'openai', model: 'gpt-5' }, method: written })
  return (definition as DefinitionOf<'judge'>).method as T
}

describe('a rubric', () => {
  const criteria = [
    { id: 'policy', question: 'Does it name the policy?', weight: 3 },
    { id: 'promise', question: 'Does it promise a refund?', want: 'no' },
  ]
  const strict = methodOf<JudgeRubric>({ form: 'rubric', criteria })
  const lenient = methodOf<JudgeRubric>({ form: 'rubric', criteria, minScore: 0.75 })
  const answers = (policy: CriterionAnswer['answer'], promise: CriterionAnswer['answer']) =>
    new Map([
      ['policy', { answer: policy }],
      ['promise', { answer: promise, explanation: 'It says so.' }],
    ])

  it('is met when each question got the answer that speaks for the output', () => {
    expect(decideRubric(strict, answers('yes', 'no'))).toMatchObject({ outcome: 'pass', score: 1 })
    const result = decideRubric(strict, answers('yes', 'yes'))
    expect(result).toMatchObject({ outcome: 'fail', score: 0.75 })
    expect(result.reason).toContain('promise (the judge answered yes: It says so.)')
    expect(decideRubric(lenient, answers('yes', 'yes')).outcome).toBe('pass')
  })

  it('is undecided only where an unclear or missing answer could change it', () => {
    expect(decideRubric(strict, answers('yes', 'unclear')).outcome).toBe('unknown')
    expect(decideRubric(strict, answers('no', 'unclear')).outcome).toBe('fail')
    expect(decideRubric(lenient, answers('yes', 'unclear')).outcome).toBe('pass')
    expect(decideRubric(strict, new Map()).outcome).toBe('unknown')
  })
})

describe('a judge prompt', () => {
  const choices = methodOf<JudgeChoices>({
    form: 'prompt',
    prompt: 'Rate',
    choices: { good: 1, fair: 0.5, bad: 0 },
    minScore: 0.5,
  })

  it('gives the score of the choice that was named, and unknown for any other answer', () => {
    expect(decideChoice(choices, 'fair')).toMatchObject({ outcome: 'pass', score: 0.5 })
    expect(decideChoice(choices, 'bad')).toMatchObject({ outcome: 'fail', score: 0 })
    for (const other of ['Good', 'constructor', '', null]) {
      expect(decideChoice(choices, other)).toMatchObject({ outcome: 'unknown', score: null })
    }
    expect(decideChoice(choices, 'great').reason).toBe(
      'The judge chose "great", and the choices are "good", "fair" and "bad"',
    )
  })
})

describe('a comparison asked in both orders', () => {
  const notWorse = methodOf<JudgePairwise>({ form: 'pairwise', question: 'Which is better?' })
  const better = methodOf<JudgePairwise>({ form: 'pairwise', question: 'Which is better?', want: 'better' })

  it.each([
    { method: notWorse, outputFirst: 'output', referenceFirst: 'output', outcome: 'pass' },
    { method: notWorse, outputFirst: 'output', referenceFirst: 'tie', outcome: 'pass' },
    { method: better, outputFirst: 'output', referenceFirst: 'tie', outcome: 'unknown' },
    { method: better, outputFirst: 'tie', referenceFirst: 'reference', outcome: 'fail' },
    { method: notWorse, outputFirst: 'output', referenceFirst: 'reference', outcome: 'unknown' },
    { method: notWorse, outputFirst: 'reference', referenceFirst: 'reference', outcome: 'fail' },
  ] as const)(
    '$method.want: $outputFirst, then $referenceFirst: $outcome',
    ({ method: wanted, outcome, ...judged }) => {
      const result = decidePairwise(wanted, judged)
      expect(result.outcome).toBe(outcome)
      if (outcome === 'unknown') expect(result.reason).toContain('depends on the order')
    },
  )
})
