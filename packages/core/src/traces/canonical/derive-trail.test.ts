import { describe, expect, it } from 'vitest'
import { hasSharedData, listShared, readShared } from '../../testing/shared-data.ts'
import { decodeTracesJson } from '../otlp/index.ts'
import type { CanonicalSpan } from './canonical-span.ts'
import { deriveSpan } from './derive-span.ts'

describe('TRAIL traces', () => {
  const files = hasSharedData ? listShared('data/trail-gaia', '.otlp.json') : []

  it.skipIf(!hasSharedData)('all 16 derive: kinds, tokens sent as text, errors (needs the data)', () => {
    expect(files).toHaveLength(16)
    const spans = files
      .flatMap((file) => decodeTracesJson(readShared(file)).groups)
      .flatMap(({ items, resource, scope }) => items.map((span) => deriveSpan({ span, resource, scope, logs: [] })))
    const count = (kind: string) => spans.filter((span) => span.kind === kind).length
    expect({
      llm: count('llm'),
      agent: count('agent'),
      chain: count('chain'),
      tool: count('tool'),
      span: count('span'),
    }).toEqual({ llm: 93, agent: 18, chain: 37, tool: 21, span: 64 })
    const calls = spans.filter((span) => span.kind === 'llm')
    expect(calls.every((span) => (span.usage?.inputTokens ?? 0) > 0 && (span.usage?.outputTokens ?? 0) > 0)).toBe(true)
    expect(calls.every((span) => span.inputMessages.length > 0)).toBe(true)
    expect(calls.flatMap((span) => span.outputMessages).flatMap((message) => message.parts)).toHaveLength(93)
    const failed = spans.filter((span) => span.status === 'error')
    expect(failed).toHaveLength(2)
    expect(failed.every((span) => span.error?.type !== '' && span.error?.message !== '')).toBe(true)
  })

  it.skipIf(!hasSharedData)('a real call and a real tool read field by field (needs the data)', () => {
    const file = files.find((path) => path.includes('0035f455')) ?? ''
    const groups = decodeTracesJson(readShared(file)).groups
    const derived = new Map<string, CanonicalSpan>()
    for (const { items, resource, scope } of groups) {
      for (const span of items) {
        if (!derived.has(span.name)) derived.set(span.name, deriveSpan({ span, resource, scope, logs: [] }))
      }
    }
    expect(derived.get('FinalAnswerTool')?.tool).toEqual({
      name: 'final_answer',
      description: 'Provides a final answer to the given problem.',
      arguments: { args: ['33149'], sanitize_inputs_outputs: false, kwargs: {} },
    })
    const call = derived.get('LiteLLMModel.__call__')
    expect(call).toMatchObject({
      kind: 'llm',
      producer: 'openinference',
      responseModel: 'o3-mini',
      parameters: { max_completion_tokens: 8192 },
      usage: { inputTokens: 461, outputTokens: 1311, totalTokens: 1772, convention: 'inclusive' },
      status: 'ok',
    })
    expect(call?.inputMessages.map((message) => message.role)).toEqual(['user'])
    expect(call?.input).toBeUndefined()
  })
})
