import { describe, expect, it } from 'vitest'
import { derive, json, said } from '../__fixtures__/sent-span.ts'

describe('OpenLLMetry', () => {
  it('reads workflows, tasks, agents and tools of its decorators', () => {
    const entity = (kind: string) => ({
      'traceloop.span.kind': kind,
      'traceloop.entity.name': 'weather',
      'traceloop.entity.input': '{"args":[1],"kwargs":{}}',
      'traceloop.entity.output': '"sunny"',
      'traceloop.association.properties.session_id': 's_1',
      'traceloop.association.properties.user_id': 'u_1',
      'traceloop.association.properties.customer_id': 'c_1',
    })
    const common = { producer: 'traceloop', sessionId: 's_1', userId: 'u_1', metadata: { customer_id: 'c_1' } }
    expect(said(derive({ attributes: entity('workflow') }))).toEqual({
      ...common,
      kind: 'chain',
      input: { args: [1], kwargs: {} },
      output: 'sunny',
    })
    expect(said(derive({ attributes: entity('tool') }))).toEqual({
      ...common,
      kind: 'tool',
      tool: { name: 'weather', arguments: { args: [1], kwargs: {} }, result: 'sunny' },
    })
    expect(derive({ attributes: entity('agent') }).kind).toBe('agent')
    expect(derive({ attributes: entity('task') }).kind).toBe('chain')
  })

  it('keeps an entity that was cut in the middle as text', () => {
    const cut = '{"args": ["a very long arg'
    const span = derive({ attributes: { 'traceloop.span.kind': 'task', 'traceloop.entity.input': cut } })
    expect(span.input).toBe(cut)
  })

  it('reads a vector store query with its hits', () => {
    const span = derive({
      scope: 'opentelemetry.instrumentation.chromadb',
      attributes: { 'db.system': 'chroma', 'db.vector.query.top_k': 2 },
      events: [
        {
          name: 'db.query.result',
          attributes: {
            'db.query.result.id': 'd1',
            'db.query.result.score': '0.9',
            'db.query.result.document': 'In 30 days.',
            'db.query.result.metadata': '{"page":2}',
          },
        },
        { name: 'db.query.result', attributes: { 'db.query.result.id': 'd2' } },
        { name: 'db.query.embeddings', attributes: { 'db.query.embeddings.vector': '[0.1]' } },
      ],
    })
    expect(said(span)).toEqual({
      kind: 'retriever',
      producer: 'traceloop',
      documents: [{ id: 'd1', content: 'In 30 days.', score: 0.9, metadata: { page: 2 } }, { id: 'd2' }],
    })
  })

  it('reads the rest of an indexed call: tool ids, refusals, cached and reasoning tokens, the prompt', () => {
    const span = derive({
      scope: 'opentelemetry.instrumentation.anthropic',
      attributes: {
        'gen_ai.system': 'Anthropic',
        'llm.request.type': 'chat',
        'gen_ai.prompt.0.role': 'assistant',
        'gen_ai.prompt.0.tool_calls.0.id': 'c1',
        'gen_ai.prompt.0.tool_calls.0.name': 'w',
        'gen_ai.prompt.0.tool_calls.0.arguments': '{"a":1}',
        'gen_ai.prompt.1.role': 'tool',
        'gen_ai.prompt.1.tool_call_id': 'c1',
        'gen_ai.prompt.1.content': 'sunny',
        'gen_ai.completion.0.refusal': 'No.',
        'gen_ai.completion.0.finish_reason': 'content_filter',
        'gen_ai.usage.prompt_tokens': '100',
        'gen_ai.usage.completion_tokens': '20',
        'gen_ai.usage.cache_read_input_tokens': '60',
        'gen_ai.usage.cache_creation_input_tokens': 10,
        'gen_ai.usage.reasoning_tokens': 4,
        'traceloop.prompt.key': 'greet',
        'traceloop.prompt.version': 3,
      },
      events: [
        { name: 'llm.content.completion.chunk', afterMs: 120 },
        { name: 'llm.content.completion.chunk', afterMs: 220 },
      ],
    })
    expect(said(span)).toEqual({
      kind: 'llm',
      producer: 'traceloop',
      provider: 'anthropic',
      inputMessages: [
        { role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'w', arguments: { a: 1 } }] },
        { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: 'sunny' }] },
      ],
      outputMessages: [
        { role: 'assistant', parts: [{ type: 'refusal', content: 'No.' }], finish_reason: 'content_filter' },
      ],
      finishReasons: ['content_filter'],
      usage: {
        inputTokens: 100,
        outputTokens: 20,
        cacheReadTokens: 60,
        cacheWriteTokens: 10,
        reasoningTokens: 4,
        totalTokens: 120,
        convention: 'inclusive',
      },
      promptName: 'greet',
      promptVersion: '3',
      timeToFirstTokenMs: 120,
    })
  })

  it('names the switch when content is turned off', () => {
    const span = derive({ scope: '@traceloop/instrumentation-openai', attributes: { 'gen_ai.operation.name': 'chat' } })
    expect(span.missingContent).toEqual({ producer: 'traceloop', setting: 'TRACELOOP_TRACE_CONTENT=true' })
  })

  it('re-stamping a span of another library does not hide whose it is', () => {
    const span = derive({
      scope: 'ai',
      attributes: {
        'ai.operationId': 'ai.generateText.doGenerate',
        'traceloop.workflow.name': 'w',
        'traceloop.association.properties.chat_id': 'c',
        'langfuse.environment': 'prod',
        'ai.prompt.messages': json([{ role: 'user', content: 'hi' }]),
      },
    })
    expect(said(span)).toMatchObject({
      producer: 'ai-sdk',
      kind: 'llm',
      environment: 'prod',
      metadata: { chat_id: 'c' },
    })
  })
})
