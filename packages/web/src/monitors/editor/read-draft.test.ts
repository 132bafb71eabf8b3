import { type MonitorDefinition, monitorDefinitionSchema } from '@pawl/core'
import { describe, expect, it } from 'vitest'
import { draftOf, newDraft, suggestedName, withMeasure } from './monitor-draft.ts'
import { readDraft } from './read-draft.ts'

const definitions: readonly MonitorDefinition[] = [
  { name: 'errors', metric: { measure: 'error_rate' } },
  {
    name: 'slow',
    description: 'Answers take too long',
    metric: { measure: 'latency_ms', of: 'spans', filter: { kind: ['llm'], minTokens: 10 }, quantile: 0.95 },
    sliceBy: 'metadata:plan',
    rule: { kind: 'threshold', above: 2500, below: 0.25, windowMinutes: 30, leastObservations: 5 },
    channels: ['on-call'],
    isEnabled: false,
  },
  {
    name: 'angry',
    metric: { measure: 'label_share', scoreName: 'mood', label: 'angry' },
    sliceBy: 'prompt',
    rule: { kind: 'shift', directions: 'both', leastShift: 0.035, falseAlarmDays: 7 },
  },
  {
    name: 'budget',
    metric: { measure: 'error_rate' },
    rule: { kind: 'threshold', above: 0.07, windowMinutes: 60, leastObservations: 20 },
  },
  { name: 'model', metric: { measure: 'response_model' }, rule: { kind: 'new_value', leastObservations: 4 } },
].map((definition) => monitorDefinitionSchema.parse(definition))

describe('a monitor in the editor', () => {
  it.each(definitions)('is saved as it was opened: $name', (definition) => {
    expect(readDraft(draftOf(definition))).toEqual({ definition, issues: {} })
  })

  it('reads a bound in the unit of its metric', () => {
    const draft = { ...newDraft({ measure: 'latency_ms' }), ruleKind: 'threshold', above: '2.5 s' } as const
    expect(readDraft(draft).definition?.rule).toMatchObject({ above: 2500 })
    const share = withMeasure({ ...draft, above: '12 %' }, 'error_rate')
    expect(readDraft(share).definition?.rule).toMatchObject({ above: 0.12 })
  })

  it('says at the field what is missing or wrong, and is no monitor until it is right', () => {
    const draft = { ...newDraft({ measure: 'score_pass_rate' }), leastShiftPoints: '90', falseAlarmDays: 'x' }
    const { definition, issues } = readDraft(draft)
    expect(definition).toBeUndefined()
    expect(Object.keys(issues).sort()).toEqual(['falseAlarmDays', 'leastShiftPoints', 'scoreName'])
  })

  it('takes a threshold without a bound, or with one that is no figure, for unfinished', () => {
    const draft = { ...newDraft({}), ruleKind: 'threshold' } as const
    expect(readDraft(draft).issues.above).toBe('Say at least one bound.')
    expect(readDraft({ ...draft, above: 'much' }).issues.above).toBeDefined()
  })

  it('has a name from what it watches until one is typed', () => {
    const score = newDraft({ measure: 'score_pass_rate', scoreName: 'Is Polite?' })
    expect(suggestedName(score)).toBe('score-pass-rate-is-polite')
    expect(readDraft(newDraft({ measure: 'latency_ms' })).definition?.name).toBe('latency')
  })

  it('watches a response model for new values, and nothing else so', () => {
    const model = withMeasure(newDraft({}), 'response_model')
    expect(model.ruleKind).toBe('new_value')
    expect(withMeasure(model, 'error_rate').ruleKind).toBe('shift')
  })
})
