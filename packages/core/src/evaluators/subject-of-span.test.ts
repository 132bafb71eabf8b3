import { describe, expect, it } from 'vitest'
import type { CanonicalSpan } from '../traces/index.ts'
import { evaluationSubjectSchema } from './evaluation-subject.ts'
import { subjectOfSpan } from './subject-of-span.ts'

const bare: CanonicalSpan = {
  kind: 'llm',
  producer: '',
  parameters: {},
  systemInstructions: [],
  inputMessages: [],
  outputMessages: [],
  documents: [],
  toolDefinitions: [],
  finishReasons: [],
  status: 'ok',
  tags: [],
  metadata: {},
} as unknown as CanonicalSpan

const message = (role: string, content: string) => ({ role, parts: [{ type: 'text', content }] }) as const

describe('a span taken as an example', () => {
  it('keeps the conversation, what it cost and how long it took', () => {
    const subject = subjectOfSpan({
      durationMs: 120,
      canonical: {
        ...bare,
        inputMessages: [message('user', 'Where is it?')],
        outputMessages: [message('assistant', 'On its way.')],
        usage: { inputTokens: 12, outputTokens: 4, convention: 'inclusive' },
        cost: { totalUsd: 0.002, source: 'computed' },
      },
    })
    expect(evaluationSubjectSchema.parse(subject)).toEqual({
      input: { messages: [message('user', 'Where is it?')] },
      output: { messages: [message('assistant', 'On its way.')] },
      latencyMs: 120,
      costUsd: 0.002,
      usage: { inputTokens: 12, outputTokens: 4 },
    })
  })

  it('takes what a tool got and gave, and leaves out what was not recorded', () => {
    const tool = { name: 'find', arguments: { id: 1 }, result: 'none' }
    expect(subjectOfSpan({ durationMs: 5, canonical: { ...bare, tool } })).toEqual({
      input: { id: 1 },
      output: { text: 'none' },
      latencyMs: 5,
    })
    expect(subjectOfSpan({ durationMs: 5, canonical: bare })).toEqual({ latencyMs: 5 })
  })
})
