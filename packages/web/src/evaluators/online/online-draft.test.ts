import { onlineEvaluationSchema } from '@pawl/core'
import { describe, expect, it } from 'vitest'
import { newOnlineDraft, onlineDraftOf, readOnlineDraft } from './online-draft.ts'

describe('an online evaluation in its form', () => {
  it.each([
    { evaluator: 'polite' },
    {
      evaluator: 'polite@3',
      target: { kind: 'spans', spanKind: 'llm', name: 'answer' },
      filter: { environment: ['production'] },
      share: 0.07,
      allErrors: true,
      delaySeconds: 120,
      capUsdPerDay: 2.5,
      isEnabled: false,
    },
  ])('is saved as it was opened', (given) => {
    const definition = onlineEvaluationSchema.parse(given)
    expect(readOnlineDraft('polite', onlineDraftOf(definition))).toEqual({ definition, issues: {} })
  })

  it('starts as the newest version on everything that its cost allows', () => {
    expect(readOnlineDraft('polite', newOnlineDraft).definition).toEqual(
      onlineEvaluationSchema.parse({ evaluator: 'polite' }),
    )
  })

  it('says at the field what is wrong', () => {
    const { definition, issues } = readOnlineDraft('polite', {
      ...newOnlineDraft,
      sharePercent: '120',
      cap: 'much',
      delaySeconds: '',
    })
    expect(definition).toBeUndefined()
    expect(Object.keys(issues).sort()).toEqual(['cap', 'delaySeconds', 'sharePercent'])
  })
})
