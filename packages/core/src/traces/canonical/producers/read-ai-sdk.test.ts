import { describe, expect, it } from 'vitest'
import { assistant, derive, json, said, text, user } from '../__fixtures__/sent-span.ts'

const scope = 'ai'

describe('Vercel AI SDK', () => {
  it('3: results under ai.result, finish reason and operation by name', () => {
    const span = derive({
      scope,
      attributes: {
        'operation.name': 'ai.generateText.doGenerate weather',
        'ai.model.id': 'gpt-4',
        'ai.model.provider': 'openai.chat',
        'ai.prompt.messages': json([{ role: 'user', content: [{ type: 'text', text: 'hi' }] }]),
        'ai.result.text': 'yo',
        'ai.result.toolCalls': json([{ toolCallId: 'c1', toolName: 'w', args: '{"a":1}' }]),
        'ai.finishReason': 'stop',
        'ai.usage.promptTokens': 3,
        'ai.usage.completionTokens': 2,
      },
    })
    expect(said(span)).toEqual({
      kind: 'llm',
      producer: 'ai-sdk',
      requestModel: 'gpt-4',
      provider: 'openai',
      inputMessages: [user('hi')],
      outputMessages: [
        { role: 'assistant', parts: [text('yo'), { type: 'tool_call', id: 'c1', name: 'w', arguments: { a: 1 } }] },
      ],
      finishReasons: ['stop'],
      usage: { inputTokens: 3, outputTokens: 2, totalTokens: 5, convention: 'inclusive' },
    })
  })

  it('reads images, files, reasoning, settings, the linked prompt and the time to the first chunk', () => {
    const span = derive({
      scope,
      attributes: {
        'ai.operationId': 'ai.streamText.doStream',
        'ai.settings.temperature': 0.1,
        'ai.settings.maxOutputTokens': 50,
        'ai.settings.maxRetries': 2,
        'ai.prompt.messages': json([
          {
            role: 'user',
            content: [
              { type: 'image', image: 'https://x.test/a.png' },
              { type: 'file', data: 'AAAA', mediaType: 'application/pdf' },
            ],
          },
        ]),
        'ai.response.reasoning': 'Hm.',
        'ai.response.text': 'yo',
        'ai.response.files': json([{ mediaType: 'image/png', data: 'BBBB' }]),
        'ai.response.msToFirstChunk': 321.5,
        'ai.telemetry.metadata.langfusePrompt': json({ name: 'greet', version: 7 }),
        'ai.telemetry.metadata.plan': 'pro',
      },
    })
    expect(said(span)).toEqual({
      kind: 'llm',
      producer: 'ai-sdk',
      parameters: { temperature: 0.1, max_tokens: 50 },
      inputMessages: [
        {
          role: 'user',
          parts: [
            { type: 'uri', modality: 'image', uri: 'https://x.test/a.png' },
            { type: 'blob', modality: 'document', mime_type: 'application/pdf', content: 'AAAA' },
          ],
        },
      ],
      outputMessages: [
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', content: 'Hm.' },
            text('yo'),
            { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'BBBB' },
          ],
        },
      ],
      timeToFirstTokenMs: 321.5,
      promptName: 'greet',
      promptVersion: '7',
      metadata: { plan: 'pro' },
    })
  })

  it('tells model calls from the calls around them', () => {
    const kinds = [
      'ai.generateText',
      'ai.streamText',
      'ai.generateObject',
      'ai.streamObject.doStream',
      'ai.embedMany',
      'ai.embed.doEmbed',
      'ai.toolCall',
      'ai.rerank',
    ]
    expect(kinds.map((operation) => derive({ scope, attributes: { 'ai.operationId': operation } }).kind)).toEqual([
      'agent',
      'agent',
      'chain',
      'llm',
      'chain',
      'embedding',
      'tool',
      'reranker',
    ])
  })

  it('reads a generated object and embedded values, never vectors', () => {
    const object = derive({
      scope,
      attributes: {
        'ai.operationId': 'ai.generateObject.doGenerate',
        'ai.response.object': '{"city":"Paris"}',
        'ai.prompt': json({ system: 'Extract.', messages: [{ role: 'user', content: 'I live in Paris' }] }),
      },
    })
    expect(object.outputMessages).toEqual([assistant('{"city":"Paris"}')])
    expect(object.systemInstructions).toEqual([text('Extract.')])
    const embedding = derive({
      scope,
      attributes: {
        'ai.operationId': 'ai.embedMany.doEmbed',
        'ai.values': ['"a"', '"b"'],
        'ai.embeddings': ['[0.1,0.2]', '[0.3,0.4]'],
        'ai.usage.tokens': 2,
      },
    })
    expect(said(embedding)).toEqual({
      kind: 'embedding',
      producer: 'ai-sdk',
      input: ['a', 'b'],
      usage: { inputTokens: 2, totalTokens: 2, convention: 'inclusive' },
    })
  })

  it('4 and 5: Anthropic’s cached tokens are beside the input; 6: they are inside', () => {
    const providerMetadata = json({
      anthropic: { usage: { input_tokens: 20, cache_creation_input_tokens: 30, cache_read_input_tokens: 100 } },
    })
    const attributes = {
      'ai.operationId': 'ai.generateText.doGenerate',
      'ai.model.provider': 'anthropic.messages',
      'ai.response.providerMetadata': providerMetadata,
    }
    const five = derive({
      scope,
      attributes: {
        ...attributes,
        'ai.usage.inputTokens': 20,
        'ai.usage.outputTokens': 5,
        'ai.usage.cachedInputTokens': 100,
      },
    })
    const six = derive({
      scope,
      attributes: {
        ...attributes,
        'ai.usage.inputTokens': 150,
        'ai.usage.outputTokens': 5,
        'ai.usage.inputTokenDetails.noCacheTokens': 20,
        'ai.usage.inputTokenDetails.cacheReadTokens': 100,
      },
    })
    const figures = { inputTokens: 150, outputTokens: 5, cacheReadTokens: 100, cacheWriteTokens: 30, totalTokens: 155 }
    expect(five.usage).toEqual({ ...figures, convention: 'exclusive' })
    expect(six.usage).toEqual({ ...figures, convention: 'inclusive' })
  })

  it('names the option that records content, which version 7 renamed', () => {
    const legacy = derive({ scope, attributes: { 'ai.operationId': 'ai.generateText.doGenerate' } })
    expect(legacy.missingContent?.setting).toBe('experimental_telemetry: { recordInputs: true, recordOutputs: true }')
    const current = derive({ scope: 'gen_ai', attributes: { 'gen_ai.operation.name': 'chat' } })
    expect(current.missingContent?.setting).toBe('telemetry: { recordInputs: true, recordOutputs: true }')
  })
})
