import { evaluatorNameSchema } from '@pawl/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  draftedDefinition,
  type EvaluatorDraft,
  simpleKinds,
  startTexts,
  suggestEvaluatorName,
} from './simple-definitions.ts'

const draft = (over: Partial<EvaluatorDraft>): EvaluatorDraft => ({
  kind: 'contains',
  text: '',
  ignoreCase: false,
  model: 'openai/gpt-4.1-mini',
  ...over,
})

describe('an evaluator made beside a row', () => {
  it('is a complete definition for every kind', () => {
    const texts = { contains: 'a\n\n b ', avoids: 'a', matches: '^a', question: 'Is it kind?', ...startTexts }
    for (const kind of simpleKinds) {
      const text = (texts as Readonly<Record<string, string>>)[kind] ?? ''
      expect(draftedDefinition(draft({ kind, text })), kind).toMatchObject({ problem: '', definition: {} })
    }
    expect(draftedDefinition(draft({ text: 'a\n\n b ' })).definition).toMatchObject({ mode: 'all', values: ['a', 'b'] })
  })

  it('says what is wrong, and nothing while nothing was written', () => {
    expect(draftedDefinition(draft({}))).toEqual({ definition: undefined, problem: '' })
    expect(draftedDefinition(draft({ kind: 'matches', text: '(' })).problem).toMatch(/pattern/)
    expect(draftedDefinition(draft({ kind: 'json_schema', text: '{' })).problem).not.toBe('')
    expect(draftedDefinition(draft({ kind: 'question', text: 'Is it?', model: 'gpt' })).problem).toMatch(/provider/)
  })

  it('gets a name that is allowed and free, whatever the text', () => {
    expect(suggestEvaluatorName('Says that the refund window is 30 days', 'contains', new Set())).toBe(
      'says_refund_window_30',
    )
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...simpleKinds), (text, kind) => {
        const first = suggestEvaluatorName(text, kind, new Set())
        const second = suggestEvaluatorName(text, kind, new Set([first]))
        expect(evaluatorNameSchema.safeParse(first).success).toBe(true)
        expect(evaluatorNameSchema.safeParse(second).success).toBe(true)
        expect(second).not.toBe(first)
      }),
    )
  })
})
