import { describe, expect, it } from 'vitest'
import { evaluate, evaluationSubjectSchema, evaluatorDefinitionSchema } from '../../evaluators/index.ts'
import { subjectOfOutput, subjectOfReference } from './row-subject.ts'

const asked = {
  input: { variables: {}, messages: [{ role: 'user', parts: [{ type: 'text', content: 'May I return it?' }] }] },
  expectedBehavior: 'Names the 30 days',
  reference: 'Yes, within 30 days.',
}
const answer = (content: string) => ({ messages: [{ role: 'assistant', parts: [{ type: 'text' as const, content }] }] })
const definition = evaluatorDefinitionSchema.parse({ kind: 'contains', mode: 'all', values: ['30 days'] })

describe('a row to its evaluators', () => {
  it('lets one evaluator tell what came out from what is wanted', () => {
    const reference = subjectOfReference(asked)
    expect(evaluate(definition, subjectOfOutput(asked, answer('No.'))).outcome).toBe('fail')
    expect(reference && evaluate(definition, reference).outcome).toBe('pass')
  })

  it('shows the statement and the reference, and nothing that the row leaves open', () => {
    expect(subjectOfOutput(asked, answer('No.')).expected).toEqual({
      statement: 'Names the 30 days',
      output: 'Yes, within 30 days.',
    })
    const open = subjectOfOutput({ ...asked, expectedBehavior: ' ', reference: null }, { messages: [] })
    expect(open).not.toHaveProperty('expected')
    expect(open.output).toEqual({})
    expect(evaluate(definition, open).outcome).toBe('unknown')
    expect(subjectOfReference({ ...asked, reference: null })).toBeNull()
  })

  it('is a subject that the API takes, with a JSON reference as JSON', () => {
    const subject = subjectOfReference({ ...asked, reference: { refund: true } })
    expect(evaluationSubjectSchema.parse(subject)).toEqual(subject)
    expect(subject?.output).toEqual({ json: { refund: true } })
  })
})
