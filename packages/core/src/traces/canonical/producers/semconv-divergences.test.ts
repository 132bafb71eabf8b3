import { describe, expect, it } from 'vitest'
import { assistant, derive, json, logRecord, said, text, user } from '../__fixtures__/sent-span.ts'

describe('what some producers write differently', () => {
  it('Strands: parts of Bedrock as JSON in span events', () => {
    const span = derive({
      scope: 'strands-agents',
      attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.system': 'strands-agents' },
      events: [
        { name: 'gen_ai.user.message', attributes: { content: json([{ text: 'Weather?' }]) } },
        {
          name: 'gen_ai.choice',
          attributes: {
            finish_reason: 'tool_use',
            message: json([
              { text: 'Let me see.' },
              { toolUse: { toolUseId: 't1', name: 'weather', input: { city: 'X' } } },
            ]),
          },
        },
      ],
    })
    expect(said(span)).toEqual({
      kind: 'llm',
      producer: 'strands',
      provider: 'strands-agents',
      inputMessages: [user('Weather?')],
      outputMessages: [
        {
          role: 'assistant',
          parts: [text('Let me see.'), { type: 'tool_call', id: 't1', name: 'weather', arguments: { city: 'X' } }],
          finish_reason: 'tool_call',
        },
      ],
      finishReasons: ['tool_call'],
    })
  })

  it('AI SDK 7: its own scope, an extra operation, tool schemas under inputSchema', () => {
    const span = derive({
      scope: 'gen_ai',
      name: 'chat gpt-5-mini',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.input.messages': json([{ role: 'user', parts: [{ type: 'text', content: 'hi' }] }]),
        'gen_ai.output.messages': json([
          { role: 'assistant', parts: [{ type: 'text', content: 'yo' }], finish_reason: 'tool_call' },
        ]),
        'gen_ai.tool.definitions': json([{ type: 'function', name: 'w', inputSchema: { type: 'object' } }]),
        'gen_ai.response.finish_reasons': ['tool-calls'],
        'gen_ai.client.operation.time_to_first_chunk': 1.5,
        'ai.settings.context.userId': 'u_1',
        'ai.settings.context.sessionId': 's_1',
        'ai.settings.context.plan': 'pro',
        'ai.usage.outputTokenDetails.reasoningTokens': 4,
        'gen_ai.usage.input_tokens': 10,
        'gen_ai.usage.output_tokens': 6,
      },
    })
    expect(said(span)).toEqual({
      kind: 'llm',
      producer: 'ai-sdk',
      provider: 'openai',
      inputMessages: [user('hi')],
      outputMessages: [{ ...assistant('yo'), finish_reason: 'tool_call' }],
      toolDefinitions: [{ type: 'function', name: 'w', parameters: { type: 'object' } }],
      finishReasons: ['tool_call'],
      timeToFirstTokenMs: 1500,
      userId: 'u_1',
      sessionId: 's_1',
      metadata: { plan: 'pro' },
      usage: { inputTokens: 10, outputTokens: 6, reasoningTokens: 4, totalTokens: 16, convention: 'inclusive' },
    })
    expect(derive({ scope: 'gen_ai', attributes: { 'gen_ai.operation.name': 'agent_step' } }).kind).toBe('chain')
  })

  it('openai-agents contrib: the misspelt redaction is no content', () => {
    const span = derive({
      scope: 'opentelemetry.instrumentation.openai_agents_v2',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.input.messages': json([{ role: 'user', parts: [{ type: 'text', content: 'readacted' }] }]),
      },
    })
    expect(said(span)).toEqual({
      kind: 'llm',
      producer: 'otel-genai',
      missingContent: { producer: 'otel-genai', setting: 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=true' },
    })
  })

  it('Google ADK 2: blobs under data, empty roles and finish reasons', () => {
    const span = derive({
      scope: 'gcp.vertex.agent',
      name: 'generate_content gemini-2.5-flash',
      attributes: {
        'gen_ai.operation.name': 'generate_content',
        'gen_ai.provider.name': 'gcp.gemini',
        'gen_ai.request.model': 'gemini-2.5-flash',
        'gen_ai.conversation.id': 'c_1',
        'gen_ai.usage.input_tokens': 10,
        'gen_ai.usage.output_tokens': 8,
        'gen_ai.usage.reasoning.output_tokens': 3,
      },
      logs: [
        logRecord({
          eventName: 'gen_ai.client.inference.operation.details',
          attributes: {
            'gen_ai.input.messages': [
              {
                role: '',
                parts: [
                  { type: 'blob', mime_type: 'image/png', data: 'AAAA' },
                  { type: 'file_data', uri: 'gs://b/x' },
                ],
              },
            ],
            'gen_ai.output.messages': [
              { role: 'assistant', parts: [{ type: 'text', content: 'ok' }], finish_reason: '' },
            ],
          },
        }),
      ],
    })
    expect(said(span)).toEqual({
      kind: 'llm',
      producer: 'google-adk',
      provider: 'gcp.gemini',
      requestModel: 'gemini-2.5-flash',
      sessionId: 'c_1',
      inputMessages: [
        {
          role: 'user',
          parts: [
            { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'AAAA' },
            { type: 'uri', modality: 'image', uri: 'gs://b/x' },
          ],
        },
      ],
      outputMessages: [assistant('ok')],
      usage: { inputTokens: 10, outputTokens: 8, reasoningTokens: 3, totalTokens: 18, convention: 'inclusive' },
    })
  })
})
