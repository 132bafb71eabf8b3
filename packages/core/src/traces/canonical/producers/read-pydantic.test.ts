import { describe, expect, it } from 'vitest'
import { assistant, derive, json, said, system, text, user } from '../__fixtures__/sent-span.ts'

describe('Pydantic AI', () => {
  const scope = 'pydantic-ai'

  it('1: events as one JSON list', () => {
    const span = derive({
      scope,
      name: 'chat gpt-5-mini',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.system': 'openai',
        'gen_ai.request.model': 'gpt-5-mini',
        events: json([
          { 'event.name': 'gen_ai.system.message', content: 'Be brief.', role: 'system' },
          { 'event.name': 'gen_ai.user.message', content: 'hi', role: 'user', 'gen_ai.message.index': 0 },
          { 'event.name': 'gen_ai.choice', index: 0, message: { role: 'assistant', content: 'yo' } },
        ]),
        'logfire.msg': 'chat gpt-5-mini',
      },
    })
    expect(said(span)).toEqual({
      kind: 'llm',
      producer: 'pydantic-ai',
      provider: 'openai',
      requestModel: 'gpt-5-mini',
      inputMessages: [system('Be brief.'), user('hi')],
      outputMessages: [assistant('yo')],
    })
  })

  it('1: an agent run, its tools, and how their spans were named', () => {
    const agent = derive({
      scope,
      name: 'agent run',
      attributes: {
        agent_name: 'helper',
        model_name: 'gpt-5-mini',
        final_result: 'yo',
        all_messages_events: json([
          { 'event.name': 'gen_ai.user.message', content: 'hi', role: 'user' },
          { 'event.name': 'gen_ai.assistant.message', content: 'yo', role: 'assistant' },
        ]),
      },
    })
    expect(said(agent)).toEqual({
      kind: 'agent',
      producer: 'pydantic-ai',
      agentName: 'helper',
      inputMessages: [user('hi')],
      outputMessages: [assistant('yo')],
    })
    const tool = derive({
      scope,
      name: 'running tool',
      attributes: {
        'gen_ai.tool.name': 'w',
        'gen_ai.tool.call.id': 'c1',
        tool_arguments: '{"city":"X"}',
        tool_response: 'sunny',
      },
    })
    expect(tool.tool).toEqual({ name: 'w', callId: 'c1', arguments: { city: 'X' }, result: 'sunny' })
    expect(derive({ scope, name: 'running 2 tools', attributes: { tools: ['a', 'b'] } }).kind).toBe('span')
  })

  it('2 to 6: thinking parts, results under `result`, images of its own, tool results as the user', () => {
    const span = derive({
      scope,
      name: 'chat m',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.input.messages': json([
          {
            role: 'user',
            parts: [
              { type: 'text', content: 'hi' },
              { type: 'image-url', url: 'https://x.test/a.png' },
              { type: 'binary', media_type: 'audio/wav', content: 'AAAA' },
            ],
          },
          { role: 'user', parts: [{ type: 'tool_call_response', id: 'c1', name: 'w', result: { tempC: 12 } }] },
        ]),
        'gen_ai.output.messages': json([
          {
            role: 'assistant',
            parts: [
              { type: 'thinking', content: 'Hm.' },
              { type: 'tool_call', id: 'c2', name: 'w', builtin: true },
            ],
          },
        ]),
        model_request_parameters: json({ function_tools: [{ name: 'w', parameters_json_schema: { type: 'object' } }] }),
        'gen_ai.usage.input_tokens': 10,
        'gen_ai.usage.output_tokens': 5,
        'gen_ai.usage.details.cache_read_tokens': 4,
        'gen_ai.usage.details.reasoning_tokens': 2,
        'operation.cost': 0.002,
      },
    })
    expect(said(span)).toEqual({
      kind: 'llm',
      producer: 'pydantic-ai',
      inputMessages: [
        {
          role: 'user',
          parts: [
            text('hi'),
            { type: 'uri', modality: 'image', uri: 'https://x.test/a.png' },
            { type: 'blob', modality: 'audio', mime_type: 'audio/wav', content: 'AAAA' },
          ],
        },
        { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', name: 'w', response: { tempC: 12 } }] },
      ],
      outputMessages: [
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', content: 'Hm.' },
            { type: 'tool_call', id: 'c2', name: 'w' },
          ],
        },
      ],
      toolDefinitions: [{ type: 'function', name: 'w', parameters: { type: 'object' } }],
      usage: {
        inputTokens: 10,
        outputTokens: 5,
        cacheReadTokens: 4,
        reasoningTokens: 2,
        totalTokens: 15,
        convention: 'inclusive',
      },
      cost: { totalUsd: 0.002, source: 'reported' },
    })
  })

  it('2 to 6: an agent span has all messages and the aggregated usage', () => {
    const span = derive({
      scope,
      name: 'invoke_agent helper',
      attributes: {
        'gen_ai.operation.name': 'invoke_agent',
        'gen_ai.agent.name': 'helper',
        'gen_ai.conversation.id': 'c_1',
        'pydantic_ai.all_messages': json([
          { role: 'user', parts: [{ type: 'text', content: 'hi' }] },
          { role: 'assistant', parts: [{ type: 'text', content: 'yo' }] },
        ]),
        final_result: 'yo',
        'gen_ai.aggregated_usage.input_tokens': 20,
        'gen_ai.aggregated_usage.output_tokens': 10,
        metadata: json({ team: 'a' }),
      },
    })
    expect(said(span)).toEqual({
      kind: 'agent',
      producer: 'pydantic-ai',
      agentName: 'helper',
      sessionId: 'c_1',
      inputMessages: [user('hi')],
      outputMessages: [assistant('yo')],
      usage: { inputTokens: 20, outputTokens: 10, totalTokens: 30, convention: 'inclusive' },
      metadata: { team: 'a' },
    })
  })

  it('names the switch when content was not included or could not be serialised', () => {
    const setting = 'InstrumentationSettings(include_content=True)'
    const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.input.messages': '<failed to serialize>' }
    expect(derive({ scope, attributes }).missingContent).toEqual({ producer: 'pydantic-ai', setting })
  })
})

describe('Logfire', () => {
  it('reads the request and response of its OpenAI integration', () => {
    const span = derive({
      scope: 'logfire.openai',
      attributes: {
        request_data: json({ messages: [{ role: 'user', content: 'hi' }], model: 'gpt-5-mini' }),
        response_data: json({
          message: { role: 'assistant', content: 'yo' },
          usage: { prompt_tokens: 30, completion_tokens: 12, prompt_tokens_details: { cached_tokens: 8 } },
        }),
        'gen_ai.request.model': 'gpt-5-mini',
        'logfire.tags': ['LLM'],
      },
    })
    expect(said(span)).toEqual({
      kind: 'llm',
      producer: 'logfire',
      requestModel: 'gpt-5-mini',
      inputMessages: [user('hi')],
      outputMessages: [assistant('yo')],
      tags: ['LLM'],
      usage: { inputTokens: 30, outputTokens: 12, cacheReadTokens: 8, totalTokens: 42, convention: 'inclusive' },
    })
  })

  it('adds the cached tokens that Anthropic counts beside the input', () => {
    const span = derive({
      scope: 'logfire.anthropic',
      attributes: {
        request_data: json({ system: 'Be brief.', messages: [{ role: 'user', content: 'hi' }], model: 'claude' }),
        response_data: json({
          message: { role: 'assistant', content: 'yo' },
          usage: { input_tokens: 20, output_tokens: 5, cache_read_input_tokens: 100, cache_creation_input_tokens: 30 },
        }),
      },
    })
    expect(span.kind).toBe('llm')
    expect(span.systemInstructions).toEqual([text('Be brief.')])
    expect(span.usage).toEqual({
      inputTokens: 150,
      outputTokens: 5,
      cacheReadTokens: 100,
      cacheWriteTokens: 30,
      totalTokens: 155,
      convention: 'exclusive',
    })
  })

  it('Claude agent: the root has the usage, partial figures of its calls do not count', () => {
    const root = derive({
      scope: 'logfire.claude_agent_sdk',
      name: 'invoke_agent',
      attributes: {
        'gen_ai.operation.name': 'invoke_agent',
        'gen_ai.usage.input_tokens': 100,
        'gen_ai.usage.output_tokens': 50,
        'operation.cost': 0.5,
      },
    })
    expect(root).toMatchObject({
      kind: 'agent',
      producer: 'logfire',
      usage: { inputTokens: 100, outputTokens: 50 },
      cost: { totalUsd: 0.5, source: 'reported' },
    })
    const call = derive({
      scope: 'logfire.claude_agent_sdk',
      attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.usage.partial.input_tokens': 3 },
    })
    expect(call.usage).toBeUndefined()
  })

  it('marks a pending span as a placeholder', () => {
    expect(derive({ scope: 'logfire', attributes: { 'logfire.span_type': 'pending_span' } }).isPlaceholder).toBe(true)
    expect(derive({ scope: 'logfire', attributes: { 'logfire.span_type': 'span' } }).isPlaceholder).toBe(false)
  })
})
