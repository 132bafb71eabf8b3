import { describe, expect, it } from 'vitest'
import { assistant, derive, json, said, user } from '../__fixtures__/sent-span.ts'

describe('Laminar, Genkit, LiveKit, Haystack, OpenLIT and others', () => {
  it('Laminar', () => {
    const span = derive({
      scope: 'lmnr.sdk',
      attributes: {
        'lmnr.span.type': 'TOOL',
        'lmnr.span.input': '{"city":"X"}',
        'lmnr.span.output': 'sunny',
        'lmnr.association.properties.session_id': 's_1',
        'lmnr.association.properties.user_id': 'u_1',
        'lmnr.association.properties.tags': ['a'],
        'lmnr.association.properties.metadata.plan': 'pro',
      },
      name: 'weather',
    })
    expect(said(span)).toEqual({
      kind: 'tool',
      producer: 'laminar',
      tool: { name: 'weather', arguments: { city: 'X' }, result: 'sunny' },
      sessionId: 's_1',
      userId: 'u_1',
      tags: ['a'],
      metadata: { plan: 'pro' },
    })
    const llm = derive({
      attributes: {
        'lmnr.span.type': 'LLM',
        'gen_ai.usage.total_cost': 0.3,
        'gen_ai.usage.input_cost': 0.1,
        'gen_ai.usage.output_cost': 0.2,
      },
    })
    expect(llm).toMatchObject({ kind: 'llm', cost: { totalUsd: 0.3, inputUsd: 0.1, outputUsd: 0.2 } })
  })

  it('Genkit', () => {
    const span = derive({
      scope: 'genkit-tracer',
      attributes: {
        'genkit:type': 'action',
        'genkit:metadata:subtype': 'model',
        'genkit:name': 'googleai/gemini-2.5-flash',
        'genkit:input': json({ messages: [{ role: 'user', content: [{ text: 'hi' }] }] }),
        'genkit:output': json({
          message: { role: 'model', content: [{ text: 'yo' }] },
          finishReason: 'stop',
          usage: { inputTokens: 4, outputTokens: 2 },
        }),
      },
    })
    expect(said(span)).toEqual({
      kind: 'llm',
      producer: 'genkit',
      requestModel: 'gemini-2.5-flash',
      inputMessages: [user('hi')],
      outputMessages: [{ ...assistant('yo'), finish_reason: 'stop' }],
      finishReasons: ['stop'],
      usage: { inputTokens: 4, outputTokens: 2, totalTokens: 6, convention: 'inclusive' },
    })
  })

  it('LiveKit', () => {
    const tool = derive({
      scope: 'livekit-agents',
      name: 'function_tool',
      attributes: {
        'lk.function_tool.name': 'w',
        'lk.function_tool.id': 'f1',
        'lk.function_tool.arguments': '{"city":"X"}',
        'lk.function_tool.output': 'sunny',
      },
    })
    expect(said(tool)).toEqual({
      kind: 'tool',
      producer: 'livekit',
      tool: { name: 'w', callId: 'f1', arguments: { city: 'X' }, result: 'sunny' },
    })
    const turn = derive({ scope: 'livekit-agents', name: 'agent_turn', attributes: { 'lk.user_input': 'hi' } })
    expect(said(turn)).toEqual({ kind: 'agent', producer: 'livekit', input: 'hi' })
  })

  it('Haystack', () => {
    const span = derive({
      scope: 'haystack',
      name: 'haystack.component.run',
      attributes: {
        'haystack.component.type': 'InMemoryBM25Retriever',
        'haystack.component.input': json({ query: 'refunds' }),
        'haystack.component.output': json({ documents: [{ id: 'd1', content: 'In 30 days.', score: 0.5 }] }),
      },
    })
    expect(said(span)).toEqual({
      kind: 'retriever',
      producer: 'haystack',
      query: 'refunds',
      documents: [{ id: 'd1', content: 'In 30 days.', score: 0.5 }],
    })
    expect(
      derive({ scope: 'haystack', name: 'haystack.pipeline.run', attributes: { 'haystack.pipeline.input_data': '{}' } })
        .kind,
    ).toBe('chain')
  })

  it('OpenLIT, OpenRouter, vLLM and a server span of the Claude API are named by scope or resource', () => {
    const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.usage.cost': 0.01 }
    expect(derive({ scope: 'openlit.otel.tracing', attributes })).toMatchObject({
      producer: 'openlit',
      cost: { totalUsd: 0.01, source: 'reported' },
    })
    expect(derive({ resource: { 'service.name': 'openrouter' }, attributes }).producer).toBe('openrouter')
    expect(derive({ scope: 'com.anthropic.claude-platform', attributes }).producer).toBe('anthropic-platform')
    expect(
      derive({
        scope: 'vllm.llm_engine',
        name: 'llm_request',
        attributes: { 'gen_ai.response.model': 'm', 'gen_ai.latency.time_to_first_token': 0.05 },
      }),
    ).toMatchObject({ producer: 'vllm', kind: 'llm', timeToFirstTokenMs: 50 })
  })
})
