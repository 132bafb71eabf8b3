import { describe, expect, it } from 'vitest'
import { assistant, derive, json, logRecord, said, text, user } from '../__fixtures__/sent-span.ts'

const scope = 'com.anthropic.claude_code.tracing'
const standard = { 'session.id': 's_1', 'user.id': 'u_1', 'terminal.type': 'vscode' }
const common = { producer: 'claude-code', sessionId: 's_1', userId: 'u_1' }

describe('Claude Code', () => {
  const request = {
    ...standard,
    'span.type': 'llm_request',
    model: 'claude-sonnet-4-5',
    'gen_ai.system': 'anthropic',
    input_tokens: '20',
    output_tokens: '5',
    cache_read_tokens: '100',
    cache_creation_tokens: '30',
    ttft_ms: 400,
    stop_reason: 'end_turn',
    request_id: 'req_1',
    success: 'true',
  }
  const usage = {
    inputTokens: 150,
    outputTokens: 5,
    cacheReadTokens: 100,
    cacheWriteTokens: 30,
    totalTokens: 155,
    convention: 'exclusive',
  }
  const expected = {
    ...common,
    kind: 'llm',
    requestModel: 'claude-sonnet-4-5',
    provider: 'anthropic',
    responseId: 'req_1',
    usage,
    timeToFirstTokenMs: 400,
    finishReasons: ['stop'],
  }

  it('reads a request: figures as text, cached tokens beside the input', () => {
    expect(said(derive({ scope, name: 'claude_code.llm_request', attributes: request }))).toEqual({
      ...expected,
      missingContent: { producer: 'claude-code', setting: 'OTEL_LOG_USER_PROMPTS=1' },
    })
  })

  it('takes the cost from the log record of the same request, and only from that', () => {
    const cost = (requestId: string, usd: object) =>
      logRecord({
        attributes: { 'event.name': 'api_request', request_id: requestId, ...usd },
        body: 'claude_code.api_request',
        spanId: '',
        traceId: '',
      })
    const span = derive({
      name: 'claude_code.llm_request',
      attributes: request,
      logs: [cost('req_0', { cost_usd: '9' }), cost('req_1', { cost_usd: '0.0125' })],
    })
    expect(span.cost).toEqual({ totalUsd: 0.0125, source: 'reported' })
    const micros = derive({
      name: 'claude_code.llm_request',
      attributes: request,
      logs: [cost('req_1', { cost_usd_micros: 12_500 })],
    })
    expect(micros.cost).toEqual({ totalUsd: 0.0125, source: 'reported' })
    const interaction = derive({
      name: 'claude_code.interaction',
      attributes: { 'span.type': 'interaction' },
      logs: [cost('req_0', { cost_usd: 1 }), cost('req_1', { cost_usd: 2 })],
    })
    expect(interaction.cost).toEqual({ totalUsd: 3, source: 'reported' })
  })

  it('reads the detailed attributes, or the raw bodies from log records', () => {
    const detailed = derive({
      name: 'claude_code.llm_request',
      attributes: {
        ...request,
        system_prompt_preview: 'You are',
        new_context: 'hi',
        'response.model_output': 'yo',
      },
    })
    expect(said(detailed)).toEqual({
      ...expected,
      systemInstructions: [text('You are')],
      inputMessages: [user('hi')],
      outputMessages: [assistant('yo')],
    })
    const body = (side: string, content: object) =>
      logRecord({ eventName: `claude_code.api_${side}_body`, attributes: { body: json(content) } })
    const raw = derive({
      name: 'claude_code.llm_request',
      attributes: request,
      logs: [
        body('request', {
          system: [{ type: 'text', text: 'You are' }],
          messages: [
            { role: 'user', content: 'hi' },
            { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'Read', input: { file: 'a' } }] },
            { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'body' }] },
          ],
          tools: [{ name: 'Read', description: 'Reads', input_schema: { type: 'object' } }],
        }),
        body('response', {
          type: 'message',
          role: 'assistant',
          content: [{ type: 'text', text: 'yo' }],
          stop_reason: 'end_turn',
        }),
      ],
    })
    expect(said(raw)).toEqual({
      ...expected,
      systemInstructions: [text('You are')],
      inputMessages: [
        user('hi'),
        { role: 'assistant', parts: [{ type: 'tool_call', id: 't1', name: 'Read', arguments: { file: 'a' } }] },
        { role: 'tool', parts: [{ type: 'tool_call_response', id: 't1', response: 'body' }] },
      ],
      outputMessages: [{ ...assistant('yo'), finish_reason: 'stop' }],
      toolDefinitions: [{ type: 'function', name: 'Read', description: 'Reads', parameters: { type: 'object' } }],
    })
  })

  it('reads interactions and tools; the redaction literal is no prompt', () => {
    const hidden = derive({
      name: 'claude_code.interaction',
      attributes: { ...standard, 'span.type': 'interaction', user_prompt: '<REDACTED>' },
    })
    expect(said(hidden)).toEqual({ ...common, kind: 'agent' })
    const shown = derive({
      name: 'claude_code.interaction',
      attributes: { ...standard, user_prompt: '<REDACTED>', 'span.type': 'claude_code.interaction' },
      logs: [
        logRecord({ eventName: 'claude_code.user_prompt', attributes: { prompt: 'fix it' } }),
        logRecord({ eventName: 'claude_code.assistant_response', attributes: { response: 'done' } }),
      ],
    })
    expect(said(shown)).toEqual({ ...common, kind: 'agent', input: 'fix it', output: 'done' })
    const tool = derive({
      name: 'claude_code.tool',
      attributes: {
        ...standard,
        'span.type': 'tool',
        tool_name: 'Bash',
        'gen_ai.tool.call.id': 't1',
        full_command: 'ls',
        success: false,
        error: 'exit 1',
      },
      events: [{ name: 'tool.output', attributes: { output: 'nothing here' } }],
    })
    expect(said(tool)).toEqual({
      ...common,
      kind: 'tool',
      tool: { name: 'Bash', callId: 't1', arguments: { full_command: 'ls' }, result: 'nothing here' },
      status: 'error',
      error: { type: '', message: 'exit 1' },
    })
    const kinds = ['tool.execution', 'tool.blocked_on_user', 'hook']
    expect(
      kinds.map((type) => derive({ name: `claude_code.${type}`, attributes: { 'span.type': type } }).kind),
    ).toEqual(['span', 'span', 'span'])
  })

  it('plain names mean nothing on spans of others', () => {
    const span = derive({ name: 'POST /orders', attributes: { model: 'T-800', input_tokens: 5, stop_reason: 'x' } })
    expect(said(span)).toEqual({ kind: 'span', producer: '' })
  })
})

describe('Anthropic SDK', () => {
  it('reads a message call: stop reason apart, stubs for images, caches included', () => {
    const span = derive({
      scope: 'com.anthropic.sdk.typescript',
      name: 'anthropic.messages.create',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'anthropic',
        'gen_ai.request.model': 'claude-sonnet-4-5',
        'gen_ai.response.id': 'msg_1',
        'gen_ai.input.messages': json([
          { role: 'user', parts: [{ type: 'text', content: 'What is this?' }, { type: 'anthropic_image' }] },
        ]),
        'gen_ai.output.messages': json([{ role: 'assistant', parts: [{ type: 'text', content: 'A cat.' }] }]),
        'anthropic.message.stop_reason': 'tool_use',
        'anthropic.content.truncated': true,
        'gen_ai.request.reasoning.level': 'high',
        'gen_ai.usage.input_tokens': 150,
        'gen_ai.usage.output_tokens': 5,
        'gen_ai.usage.cache_read.input_tokens': 100,
        'gen_ai.usage.cache_write.input_tokens': 30,
      },
    })
    expect(said(span)).toEqual({
      kind: 'llm',
      producer: 'anthropic-sdk',
      provider: 'anthropic',
      requestModel: 'claude-sonnet-4-5',
      responseId: 'msg_1',
      parameters: { 'reasoning.level': 'high' },
      inputMessages: [{ role: 'user', parts: [text('What is this?'), { type: 'anthropic_image' }] }],
      outputMessages: [assistant('A cat.')],
      finishReasons: ['tool_call'],
      usage: {
        inputTokens: 150,
        outputTokens: 5,
        cacheReadTokens: 100,
        cacheWriteTokens: 30,
        totalTokens: 155,
        convention: 'inclusive',
      },
    })
    const tool = derive({
      scope: 'com.anthropic.sdk.typescript',
      attributes: {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'w',
        'anthropic.tool_result.content': 'sunny',
      },
    })
    expect(tool.tool).toEqual({ name: 'w', result: 'sunny' })
    const unknownSwitch = derive({ scope: 'com.anthropic.sdk.python', attributes: { 'gen_ai.operation.name': 'chat' } })
    expect(unknownSwitch.missingContent).toBeUndefined()
  })
})
