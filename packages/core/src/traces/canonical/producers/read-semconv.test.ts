import { describe, expect, it } from 'vitest'
import { assistant, derive, json, logRecord, said, system, text, user } from '../__fixtures__/sent-span.ts'

const official = '@opentelemetry/instrumentation-openai'
const chat = { kind: 'llm', producer: 'otel-genai' }

describe('generations of the GenAI conventions', () => {
  it('0: capitalised provider, indexed messages, prompt and completion tokens', () => {
    const span = derive({
      scope: 'opentelemetry.instrumentation.openai.v1',
      attributes: {
        'gen_ai.system': 'OpenAI',
        'llm.request.type': 'chat',
        'gen_ai.prompt.0.role': 'user',
        'gen_ai.prompt.0.content': 'hi',
        'gen_ai.completion.0.content': 'hello',
        'gen_ai.completion.0.finish_reason': 'stop',
        'gen_ai.usage.prompt_tokens': 3,
        'gen_ai.usage.completion_tokens': 2,
        'llm.usage.total_tokens': 5,
      },
    })
    expect(said(span)).toEqual({
      kind: 'llm',
      producer: 'traceloop',
      provider: 'openai',
      inputMessages: [user('hi')],
      outputMessages: [{ ...assistant('hello'), finish_reason: 'stop' }],
      finishReasons: ['stop'],
      usage: { inputTokens: 3, outputTokens: 2, totalTokens: 5, convention: 'inclusive' },
    })
  })

  it('1: two span events with JSON', () => {
    const span = derive({
      scope: official,
      attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.system': 'anthropic', 'gen_ai.request.model': 'claude-3' },
      events: [
        { name: 'gen_ai.content.prompt', attributes: { 'gen_ai.prompt': json([{ role: 'user', content: 'hi' }]) } },
        {
          name: 'gen_ai.content.completion',
          attributes: { 'gen_ai.completion': json([{ role: 'assistant', content: 'hello' }]) },
        },
      ],
    })
    expect(said(span)).toEqual({
      ...chat,
      provider: 'anthropic',
      requestModel: 'claude-3',
      inputMessages: [user('hi')],
      outputMessages: [assistant('hello')],
    })
  })

  const call = { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } }
  const conversation = {
    inputMessages: [
      system('Be brief.'),
      user('Weather?'),
      {
        role: 'assistant',
        parts: [{ type: 'tool_call', id: 'call_1', name: 'weather', arguments: { city: 'Paris' } }],
      },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'call_1', response: { tempC: 12 } }] },
    ],
    outputMessages: [{ ...assistant('12 °C'), finish_reason: 'stop' }],
    finishReasons: ['stop'],
  }

  it('2: log records, named by the field or by the attribute, with structured bodies', () => {
    const span = derive({
      scope: official,
      attributes: { 'gen_ai.operation.name': 'chat' },
      logs: [
        logRecord({ eventName: 'gen_ai.system.message', body: { content: 'Be brief.' } }),
        logRecord({ attributes: { 'event.name': 'gen_ai.user.message' }, body: { content: 'Weather?' } }),
        logRecord({ eventName: 'gen_ai.assistant.message', body: { tool_calls: [call] } }),
        logRecord({ eventName: 'gen_ai.tool.message', body: { id: 'call_1', content: '{"tempC":12}' } }),
        logRecord({
          eventName: 'gen_ai.choice',
          body: { index: 0, finish_reason: 'stop', message: { content: '12 °C' } },
        }),
      ],
    })
    expect(said(span)).toEqual({ ...chat, ...conversation })
  })

  it('2: the records in the order of their time, whatever the order of arrival', () => {
    const said = (content: string, afterMs: number) =>
      logRecord({ eventName: 'gen_ai.user.message', body: { content }, afterMs })
    const logs = [said('second', 2), said('third', 3), said('also third', 3), said('first', 1)]
    const span = derive({ scope: official, attributes: { 'gen_ai.operation.name': 'chat' }, logs })
    expect(span.inputMessages).toEqual([user('first'), user('second'), user('third'), user('also third')])
  })

  it('2: the same events on the span, as flat attributes or as one JSON attribute', () => {
    const flat = derive({
      scope: 'Microsoft.SemanticKernel.Connectors.OpenAI',
      attributes: { 'gen_ai.operation.name': 'chat.completions', 'gen_ai.system': 'openai' },
      events: [
        { name: 'gen_ai.system.message', attributes: { content: 'Be brief.' } },
        { name: 'gen_ai.user.message', attributes: { content: 'Weather?' } },
        { name: 'gen_ai.assistant.message', attributes: { 'gen_ai.event.content': json({ tool_calls: [call] }) } },
        {
          name: 'gen_ai.tool.message',
          attributes: { 'gen_ai.event.content': json({ id: 'call_1', content: '{"tempC":12}' }) },
        },
        {
          name: 'gen_ai.choice',
          attributes: { index: 0, finish_reason: 'Stop', message: json({ role: 'Assistant', content: '12 °C' }) },
        },
      ],
    })
    expect(said(flat)).toEqual({
      kind: 'llm',
      producer: 'semantic-kernel',
      provider: 'openai',
      ...conversation,
      outputMessages: [{ ...assistant('12 °C'), finish_reason: 'stop' }],
    })
  })

  it('2: tool calls beside the message, several choices in the order of their index', () => {
    const span = derive({
      scope: official,
      attributes: { 'gen_ai.operation.name': 'chat' },
      logs: [
        logRecord({ eventName: 'gen_ai.choice', body: { index: 1, finish_reason: 'stop', message: { content: 'b' } } }),
        logRecord({ eventName: 'gen_ai.choice', body: { index: 0, finish_reason: 'tool_calls', tool_calls: [call] } }),
      ],
    })
    expect(span.outputMessages.map((message) => message.parts[0]?.type)).toEqual(['tool_call', 'text'])
    expect(span.finishReasons).toEqual(['tool_call', 'stop'])
  })

  const messages = [
    {
      role: 'user',
      parts: [
        { type: 'text', content: 'What is this?' },
        { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'AAAA' },
        { type: 'uri', modality: 'image', uri: 'https://x.test/a.png' },
        { type: 'file', modality: 'document', file_id: 'f_1' },
        { type: 'x_company_part', anything: { nested: [1] } },
      ],
    },
    {
      role: 'assistant',
      parts: [
        { type: 'reasoning', content: 'Hm.' },
        { type: 'text', content: 'A cat?' },
      ],
    },
    { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c', result: 'ok' }] },
  ]
  const answer = [{ role: 'assistant', parts: [{ type: 'text', content: 'A cat.' }], finish_reason: 'stop' }]
  const current = {
    ...chat,
    provider: 'aws.bedrock',
    requestModel: 'm',
    systemInstructions: [text('Be brief.')],
    inputMessages: [
      messages[0],
      messages[1],
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c', response: 'ok' }] },
    ],
    outputMessages: answer,
    toolDefinitions: [{ type: 'function', name: 'weather', parameters: { type: 'object' } }],
    finishReasons: ['length'],
    parameters: { temperature: 0.5, stop_sequences: ['a', 'b'], 'output.type': 'json' },
    usage: {
      inputTokens: 100,
      outputTokens: 20,
      cacheReadTokens: 60,
      cacheWriteTokens: 10,
      reasoningTokens: 5,
      totalTokens: 120,
      convention: 'inclusive',
    },
    sessionId: 'conv_1',
    agentName: 'Bot',
    timeToFirstTokenMs: 250,
  }
  const shared = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'aws.bedrock',
    'gen_ai.request.model': 'm',
    'gen_ai.request.temperature': 0.5,
    'gen_ai.request.stop_sequences': ['a', 'b'],
    'gen_ai.output.type': 'json',
    'gen_ai.response.finish_reasons': ['max_tokens'],
    'gen_ai.usage.input_tokens': 100,
    'gen_ai.usage.output_tokens': 20,
    'gen_ai.usage.cache_read.input_tokens': 60,
    'gen_ai.usage.reasoning.output_tokens': 5,
    'gen_ai.conversation.id': 'conv_1',
    'gen_ai.agent.name': 'Bot',
    'gen_ai.response.time_to_first_chunk': 0.25,
  }
  const tools = [{ type: 'function', name: 'weather', parameters: { type: 'object' } }]

  it('3: messages as JSON text', () => {
    const span = derive({
      scope: official,
      attributes: {
        ...shared,
        'gen_ai.usage.cache_creation.input_tokens': 10,
        'gen_ai.system_instructions': json([{ type: 'text', content: 'Be brief.' }]),
        'gen_ai.input.messages': json(messages),
        'gen_ai.output.messages': json(answer),
        'gen_ai.tool.definitions': json(tools),
      },
    })
    expect(said(span)).toEqual(current)
  })

  it('4: structured values, encoded twice, a renamed cache figure: all the same span', () => {
    const renamed = { ...shared, 'gen_ai.usage.cache_write.input_tokens': 10 }
    const structured = derive({
      scope: official,
      attributes: {
        ...renamed,
        'gen_ai.system_instructions': [{ type: 'text', content: 'Be brief.' }],
        'gen_ai.input.messages': messages,
        'gen_ai.output.messages': answer,
        'gen_ai.tool.definitions': tools,
      },
    })
    const twice = derive({
      scope: official,
      attributes: {
        ...renamed,
        'gen_ai.system_instructions': json(json([{ type: 'text', content: 'Be brief.' }])),
        'gen_ai.input.messages': json(json(messages)),
        'gen_ai.output.messages': json(json(answer)),
        'gen_ai.tool.definitions': tools.map((tool) => json(tool)),
      },
    })
    expect(said(structured)).toEqual(current)
    expect(said(twice)).toEqual(current)
  })

  it('3: content on the details event instead of the span', () => {
    const details = {
      'gen_ai.system_instructions': [{ type: 'text', content: 'Be brief.' }],
      'gen_ai.input.messages': messages,
      'gen_ai.output.messages': answer,
      'gen_ai.tool.definitions': tools,
    }
    const eventName = 'gen_ai.client.inference.operation.details'
    const attributes = { ...shared, 'gen_ai.usage.cache_write.input_tokens': 10 }
    const byAttributes = derive({ scope: official, attributes, logs: [logRecord({ eventName, attributes: details })] })
    const byBody = derive({ scope: official, attributes, logs: [logRecord({ eventName, body: details })] })
    const bySpanEvent = derive({ scope: official, attributes, events: [{ name: eventName, attributes: details }] })
    expect(said(byAttributes)).toEqual(current)
    expect(said(byBody)).toEqual(current)
    expect(said(bySpanEvent)).toEqual(current)
  })

  it('4: tokens per modality where no sum is sent', () => {
    const span = derive({
      scope: official,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.usage.text.input_tokens': 10,
        'gen_ai.usage.audio.input_tokens': 5,
        'gen_ai.usage.text.output_tokens': 3,
      },
    })
    expect(span.usage).toEqual({ inputTokens: 15, outputTokens: 3, totalTokens: 18, convention: 'inclusive' })
  })

  it('content kept elsewhere is linked, and not missing', () => {
    const span = derive({
      scope: 'opentelemetry.util.genai.handler',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.input.messages_ref': 's3://bucket/in.json',
        'gen_ai.output.messages_ref': 's3://bucket/out.json',
      },
    })
    expect(said(span)).toEqual({ ...chat, externalContent: ['s3://bucket/in.json', 's3://bucket/out.json'] })
  })
})

describe('operations besides chat', () => {
  it('a tool, with arguments as JSON text or structured', () => {
    const attributes = {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'weather',
      'gen_ai.tool.call.id': 'call_1',
      'gen_ai.tool.description': 'Tells the weather',
      'gen_ai.tool.call.arguments': { city: 'Paris' },
      'gen_ai.tool.call.result': '{"tempC":12}',
    }
    expect(said(derive({ attributes }))).toEqual({
      kind: 'tool',
      producer: 'otel-genai',
      tool: {
        name: 'weather',
        callId: 'call_1',
        description: 'Tells the weather',
        arguments: { city: 'Paris' },
        result: { tempC: 12 },
      },
    })
  })

  it('a retrieval', () => {
    const span = derive({
      attributes: {
        'gen_ai.operation.name': 'retrieval',
        'gen_ai.retrieval.query.text': 'refunds',
        'gen_ai.retrieval.documents': json([
          { id: 'd1', score: 0.9 },
          { id: 'd2', score: 0.5 },
        ]),
        'gen_ai.request.top_k': 2,
      },
    })
    expect(said(span)).toEqual({
      kind: 'retriever',
      producer: 'otel-genai',
      query: 'refunds',
      documents: [
        { id: 'd1', score: 0.9 },
        { id: 'd2', score: 0.5 },
      ],
      parameters: { top_k: 2 },
    })
  })

  it('memory, guardrail, workflow, plan and an MCP call', () => {
    expect(
      said(
        derive({
          attributes: {
            'gen_ai.operation.name': 'search_memory',
            'gen_ai.memory.query.text': 'likes',
            'gen_ai.memory.records': json([{ id: 'm1', content: 'tea' }]),
          },
        }),
      ),
    ).toEqual({ kind: 'memory', producer: 'otel-genai', query: 'likes', documents: [{ id: 'm1', content: 'tea' }] })
    expect(
      said(
        derive({
          attributes: {
            'gen_ai.operation.name': 'guardrail.run',
            'gen_ai.guardrail.name': 'pii',
            'gen_ai.guardrail.input': 'x',
            'gen_ai.guardrail.output': '{"ok":false}',
          },
        }),
      ),
    ).toEqual({ kind: 'guardrail', producer: 'otel-genai', input: 'x', output: { ok: false } })
    expect(derive({ attributes: { 'gen_ai.guardrail.name': 'pii', 'gen_ai.guardrail.triggered': true } }).kind).toBe(
      'guardrail',
    )
    expect(derive({ attributes: { 'gen_ai.operation.name': 'invoke_workflow' } }).kind).toBe('chain')
    expect(derive({ attributes: { 'gen_ai.operation.name': 'plan' } }).kind).toBe('chain')
    expect(derive({ attributes: { 'mcp.method.name': 'tools/call', 'gen_ai.tool.name': 'search' } }).kind).toBe('tool')
    expect(derive({ attributes: { 'mcp.method.name': 'prompts/get', 'gen_ai.prompt.name': 'p' } })).toMatchObject({
      kind: 'prompt',
      promptName: 'p',
    })
  })
})
