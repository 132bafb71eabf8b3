import { expect, it } from 'vitest'
import { evaluatorDefinitionSchema } from '../definition/index.ts'
import { neededOfRow } from './needed-of-row.ts'

const needed = (definition: object) => neededOfRow(evaluatorDefinitionSchema.parse(definition))
const contains = { kind: 'contains', mode: 'all', values: ['refund'] }
const combined = (mode: 'all' | 'any', ...parts: readonly object[]) =>
  needed({ kind: 'combine', mode, parts: parts.map((definition) => ({ definition })) })

it('says what an evaluator compares with that only a row has', () => {
  expect(needed({ kind: 'equals' })).toBe('expected output')
  expect(needed({ kind: 'equals', expected: 'yes' })).toBeNull()
  expect(needed({ kind: 'tool_calls' })).toBe('expected tool calls')
  expect(needed({ kind: 'tool_calls', expected: [] })).toBeNull()
  expect(needed({ kind: 'json_fields', fields: [{ path: '/total' }] })).toBe('expected output')
  expect(needed({ kind: 'json_fields', fields: [{ path: '/total', rule: { compare: 'present' } }] })).toBeNull()
  expect(needed({ kind: 'autoevals', scorer: 'Factuality', minScore: 0.5 })).toBe('expected output')
  expect(needed({ kind: 'autoevals', scorer: 'Humor', minScore: 0.5 })).toBeNull()
  expect(needed(contains)).toBeNull()
})

it('asks it of a combination that can never pass without', () => {
  expect(combined('all', contains, { kind: 'equals' })).toBe('expected output')
  expect(combined('any', contains, { kind: 'equals' })).toBeNull()
  expect(combined('any', { kind: 'tool_calls' }, { kind: 'equals' })).toBe('expected tool calls')
})
