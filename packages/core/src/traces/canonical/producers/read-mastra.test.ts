import { describe, expect, it } from 'vitest'
import { assistant, derive, json, said, text, user } from '../__fixtures__/sent-span.ts'

describe('Mastra', () => {
  it('1.x: current conventions with plain system text and lists as JSON text', () => {
    const span = derive({
      scope: '@mastra/otel-exporter',
      attributes: {
        'mastra.span.type': 'model_generation',
        'gen_ai.operation.name': 'chat',
        'gen_ai.system_instructions': 'Be brief.',
        'gen_ai.input.messages': json([{ role: 'user', parts: [{ type: 'text', content: 'hi' }] }]),
        'gen_ai.request.stop_sequences': '["END"]',
        'gen_ai.response.finish_reasons': '["stop"]',
        'gen_ai.usage.input_tokens': 10,
        'gen_ai.usage.output_tokens': 5,
        'gen_ai.usage.reasoning_tokens': 2,
        'mastra.metadata.userId': 'u_1',
        'mastra.metadata.threadId': 't_1',
        'mastra.metadata.plan': 'pro',
        'mastra.tags': '["a","b"]',
        'mastra.completion_start_time': '2026-11-22T18:46:13.250Z',
      },
    })
    expect(said(span)).toEqual({
      kind: 'llm',
      producer: 'mastra',
      systemInstructions: [text('Be brief.')],
      inputMessages: [user('hi')],
      parameters: { stop_sequences: ['END'] },
      finishReasons: ['stop'],
      usage: { inputTokens: 10, outputTokens: 5, reasoningTokens: 2, totalTokens: 15, convention: 'inclusive' },
      userId: 'u_1',
      sessionId: 't_1',
      metadata: { plan: 'pro' },
      tags: ['a', 'b'],
      timeToFirstTokenMs: 250,
    })
  })

  it('1.x: other spans have their type in the name of their input', () => {
    const span = derive({
      scope: '@mastra/otel-exporter',
      attributes: {
        'mastra.span.type': 'workflow_run',
        'mastra.workflow_run.input': json({ a: 1 }),
        'mastra.workflow_run.output': 'done',
      },
    })
    expect(said(span)).toEqual({ kind: 'chain', producer: 'mastra', input: { a: 1 }, output: 'done' })
    const kinds = ['agent_run', 'model_step', 'mcp_tool_call', 'rag_embedding', 'workflow_step', 'llm_generation']
    expect(kinds.map((type) => derive({ attributes: { 'mastra.span.type': type } }).kind)).toEqual([
      'agent',
      'span',
      'tool',
      'embedding',
      'chain',
      'llm',
    ])
  })

  it('0.x: plain names', () => {
    const call = derive({
      scope: '@mastra/otel',
      attributes: {
        'mastra.span.type': 'llm_generation',
        'gen_ai.prompt': json([{ role: 'user', content: 'hi' }]),
        'gen_ai.completion': 'yo',
        'gen_ai.usage.prompt_tokens': 10,
        'gen_ai.usage.completion_tokens': 5,
        'gen_ai.usage.cached_input_tokens': 4,
      },
    })
    expect(said(call)).toEqual({
      kind: 'llm',
      producer: 'mastra',
      inputMessages: [user('hi')],
      outputMessages: [assistant('yo')],
      usage: { inputTokens: 10, outputTokens: 5, cacheReadTokens: 4, totalTokens: 15, convention: 'inclusive' },
    })
    const tool = derive({
      scope: '@mastra/otel',
      attributes: {
        'gen_ai.operation.name': 'tool.execute',
        'gen_ai.tool.name': 'w',
        'gen_ai.tool.input': '{"city":"X"}',
        'gen_ai.tool.output': 'sunny',
        'gen_ai.tool.success': false,
      },
    })
    expect(tool).toMatchObject({
      kind: 'tool',
      status: 'error',
      tool: { name: 'w', arguments: { city: 'X' }, result: 'sunny' },
    })
  })
})
