import { evaluatorDefinitionSchema } from '@pawl/core'
import { describe, expect, it } from 'vitest'
import { readDefinition } from './definition-issues.ts'
import { brokenJson } from './field.ts'
import { isKind, kinds, startOf } from './kinds.ts'

const names = Object.keys(kinds).filter(isKind)

/** What a person still has to fill in where a start leaves it open. */
const filled = {
  contains: { values: ['refund'] },
  starts_with: { value: 'Dear' },
  ends_with: { value: '.' },
  regex: { pattern: '\\d+' },
  http: { url: 'https://checks.example.com' },
  judge: {
    model: { provider: 'openai', model: 'gpt-5-mini' },
    method: { form: 'rubric', criteria: [{ id: 'polite', question: 'Is it polite?' }] },
  },
  combine: { parts: [{ name: '', weight: 1, definition: { kind: 'latency', maxMs: 10 } }] },
} as const

describe('the form of an evaluator', () => {
  it.each(names)('of the kind %s becomes a definition once its open fields are filled', (kind) => {
    const draft = { ...startOf(kind), ...(filled as Record<string, object>)[kind] }
    const { definition, issues } = readDefinition(draft)
    expect([...issues]).toEqual([])
    expect(definition?.kind).toBe(kind)
  })

  it.each(names)('of the kind %s has a field for everything the definition holds', (kind) => {
    if (kind === 'combine') return
    const parsed = evaluatorDefinitionSchema.parse({ ...startOf(kind), ...(filled as Record<string, object>)[kind] })
    const keys = kinds[kind].fields.map((field) => field.key)
    expect(Object.keys(parsed).filter((key) => !['kind', 'language', ...keys].includes(key))).toEqual([])
  })

  it('says at its place what is wrong, in the words of a form', () => {
    expect(readDefinition(startOf('contains')).issues.get('values.0')).toBe('This is needed.')
    expect(readDefinition(startOf('judge')).issues.get('method.criteria.0.question')).toBe('This is needed.')
    expect(readDefinition({ ...startOf('latency'), maxMs: undefined }).issues.get('maxMs')).toBe('This is needed.')
    const part = { weight: 1, definition: startOf('regex') }
    expect(readDefinition({ ...startOf('combine'), parts: [part] }).issues.has('parts.0.definition.pattern')).toBe(true)
  })

  it('never saves JSON that cannot be read as if it were left out', () => {
    expect(readDefinition({ ...startOf('equals'), expected: brokenJson }).definition).toBeUndefined()
    expect(readDefinition({ ...startOf('json_schema'), schema: brokenJson }).definition).toBeUndefined()
    expect(readDefinition({ ...startOf('autoevals'), options: brokenJson }).definition).toBeUndefined()
  })

  it('sends nothing of a field that does not show', () => {
    const draft = { ...startOf('similarity'), embedding: { provider: 'openai', model: 'm' } }
    expect(readDefinition(draft).definition).not.toHaveProperty('embedding')
    expect(readDefinition({ ...draft, method: 'embedding' }).definition).toHaveProperty('embedding.model', 'm')
  })
})
