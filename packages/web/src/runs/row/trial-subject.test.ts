import { evaluationSubjectSchema, type Trial } from '@pawl/core'
import { describe, expect, it } from 'vitest'
import { outputText, subjectOfTrial } from './trial-subject.ts'

const trial: Trial = {
  runId: 'run',
  rowId: 'row',
  rowRevision: 1,
  trial: 1,
  attempt: 1,
  status: 'pass',
  output: null,
  error: null,
  unrecordedToolCall: null,
  scores: [],
  toolCalls: null,
  latencyMs: null,
  usage: null,
  costUsd: null,
  traceId: null,
  startedAt: '2026-11-23T00:00:00.000Z',
  finishedAt: '2026-11-23T00:00:01.000Z',
}
const row = {
  input: { variables: { city: 'Oslo' }, messages: [] },
  expectedBehavior: 'names the city',
  reference: null,
}

describe('a trial for its reader', () => {
  it('is a subject that any evaluator could judge', () => {
    const subject = subjectOfTrial(row, { ...trial, output: { messages: [], value: { city: 'Oslo' } }, latencyMs: 3 })
    expect(evaluationSubjectSchema.parse(subject)).toEqual({
      input: row.input,
      output: { json: { city: 'Oslo' } },
      expected: { statement: 'names the city' },
      latencyMs: 3,
    })
    expect(subjectOfTrial(row, trial).output).toBeUndefined()
  })

  it('is one text for comparing: what was said, called and answered, or why there is nothing', () => {
    const messages = [
      { role: 'assistant', parts: [{ type: 'tool_call', name: 'weather', arguments: { city: 'Oslo' } }] },
      { role: 'tool', parts: [{ type: 'tool_call_response', response: 'rain' }] },
      { role: 'assistant', parts: [{ type: 'text', content: 'It rains.' }] },
    ]
    expect(outputText({ ...trial, output: { messages } })).toBe(
      '→ weather {"city":"Oslo"}\n\ntool: ← rain\n\nIt rains.',
    )
    expect(outputText({ ...trial, output: { messages: [], value: 'plain' } })).toBe('plain')
    expect(outputText({ ...trial, status: 'error', error: { type: 'timeout', message: 'took too long' } })).toBe(
      'took too long',
    )
    expect(outputText(undefined)).toBe('')
  })
})
