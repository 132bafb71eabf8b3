import { describe, expect, it } from 'vitest'
import { assistant, derive, json, logRecord, said, text, user } from '../__fixtures__/sent-span.ts'

describe('Google ADK, schema 1', () => {
  const scope = 'gcp.vertex.agent'

  it('reads the request and response of Gemini, and adds the thoughts to the output', () => {
    const span = derive({
      scope,
      name: 'call_llm',
      attributes: {
        'gen_ai.system': 'gcp.vertex.agent',
        'gen_ai.request.model': 'gemini-2.5-flash',
        'gcp.vertex.agent.session_id': 's_1',
        'gcp.vertex.agent.llm_request': json({
          model: 'gemini-2.5-flash',
          config: {
            system_instruction: 'Be brief.',
            temperature: 0.2,
            max_output_tokens: 100,
            tools: [{ function_declarations: [{ name: 'w', description: 'd', parameters: { type: 'OBJECT' } }] }],
          },
          contents: [
            { role: 'user', parts: [{ text: 'hi' }, { inline_data: { mime_type: 'image/png', data: 'AAAA' } }] },
            { role: 'model', parts: [{ function_call: { id: 'f1', name: 'w', args: { city: 'X' } } }] },
            { role: 'user', parts: [{ function_response: { id: 'f1', name: 'w', response: { tempC: 12 } } }] },
          ],
        }),
        'gcp.vertex.agent.llm_response': json({
          content: { role: 'model', parts: [{ thought: true, text: 'Hm.' }, { text: 'yo' }] },
          finish_reason: 'STOP',
          usage_metadata: {
            prompt_token_count: 30,
            candidates_token_count: 7,
            cached_content_token_count: 8,
            thoughts_token_count: 5,
          },
        }),
        'gen_ai.usage.input_tokens': 30,
        'gen_ai.usage.output_tokens': 7,
      },
    })
    expect(said(span)).toEqual({
      kind: 'llm',
      producer: 'google-adk',
      provider: 'gcp.gen_ai',
      requestModel: 'gemini-2.5-flash',
      sessionId: 's_1',
      systemInstructions: [text('Be brief.')],
      parameters: { temperature: 0.2, max_tokens: 100 },
      inputMessages: [
        {
          role: 'user',
          parts: [text('hi'), { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'AAAA' }],
        },
        { role: 'assistant', parts: [{ type: 'tool_call', id: 'f1', name: 'w', arguments: { city: 'X' } }] },
        { role: 'tool', parts: [{ type: 'tool_call_response', id: 'f1', name: 'w', response: { tempC: 12 } }] },
      ],
      outputMessages: [
        { role: 'assistant', parts: [{ type: 'reasoning', content: 'Hm.' }, text('yo')], finish_reason: 'stop' },
      ],
      toolDefinitions: [{ type: 'function', name: 'w', description: 'd', parameters: { type: 'OBJECT' } }],
      finishReasons: ['stop'],
      usage: {
        inputTokens: 30,
        outputTokens: 12,
        cacheReadTokens: 8,
        reasoningTokens: 5,
        totalTokens: 42,
        convention: 'inclusive',
      },
    })
  })

  it('reads a tool without its placeholders', () => {
    const span = derive({
      scope,
      name: 'execute_tool w',
      attributes: {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'w',
        'gen_ai.tool.call.id': '<not specified>',
        'gcp.vertex.agent.llm_request': '{}',
        'gcp.vertex.agent.llm_response': '{}',
        'gcp.vertex.agent.tool_call_args': '{"city":"X"}',
        'gcp.vertex.agent.tool_response': '{"tempC":12}',
      },
    })
    expect(said(span)).toEqual({
      kind: 'tool',
      producer: 'google-adk',
      tool: { name: 'w', arguments: { city: 'X' }, result: { tempC: 12 } },
    })
  })

  it('knows its spans by their names', () => {
    const names = ['invocation', 'agent_run [root]', 'invoke_agent root', 'call_llm', 'execute_tool w']
    const attributes = { 'gcp.vertex.agent.invocation_id': 'i_1' }
    expect(names.map((name) => derive({ scope, name, attributes }).kind)).toEqual([
      'chain',
      'agent',
      'agent',
      'llm',
      'tool',
    ])
  })

  it('reads its message events, whose content is Gemini’s', () => {
    const span = derive({
      scope,
      name: 'call_llm',
      attributes: { 'gen_ai.request.model': 'gemini' },
      logs: [
        logRecord({ eventName: 'gen_ai.user.message', body: { content: { role: 'user', parts: [{ text: 'hi' }] } } }),
        logRecord({
          eventName: 'gen_ai.choice',
          body: { content: { role: 'model', parts: [{ text: 'yo' }] }, index: 0, finish_reason: 'STOP' },
        }),
      ],
    })
    expect(span.inputMessages).toEqual([user('hi')])
    expect(span.outputMessages).toEqual([{ ...assistant('yo'), finish_reason: 'stop' }])
  })
})
