import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ModelServer, startModelServer } from '../../scripted-model/index.ts'
import { ModelsUnderTest } from '../testing/models-under-test.ts'

let test: ModelsUnderTest
let server: ModelServer
const key = 'key-of-the-environment-42'

beforeAll(async () => {
  test = await ModelsUnderTest.start()
  server = await startModelServer()
}, 60_000)
beforeEach(async () => {
  await test.reset()
  const given = { apiKey: key, baseUrl: server.baseUrl }
  test.models = test.open({ environment: { openai: given, anthropic: given, google: given } })
})
afterAll(async () => {
  await test.close()
  await server.close()
})

const answerWith = (body: object) => server.script([{ fault: { type: 'raw', body: JSON.stringify(body) } }])
const tools = [{ type: 'function', name: 'weather', parameters: { type: 'object', properties: {} } }]
const messages = [
  { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] },
  {
    role: 'user',
    parts: [
      { type: 'text', content: 'Weather?' },
      { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'aGVsbG8=' },
    ],
  },
  { role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'weather', arguments: { city: 'Bonn' } }] },
  { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: { sky: 'rain' } }] },
]
const parameters = { temperature: 0.5, max_tokens: 77, top_k: 3, stop_sequences: ['END'] }

describe('Anthropic', () => {
  it('is asked and answers in its own protocol', async () => {
    answerWith({
      type: 'message',
      id: 'msg_1',
      role: 'assistant',
      model: 'claude-haiku-4-5-2026',
      stop_reason: 'tool_use',
      content: [
        { type: 'thinking', thinking: 'Hm.', signature: 'signed' },
        { type: 'text', text: 'Looking.' },
        { type: 'tool_use', id: 'c2', name: 'weather', input: { city: 'Köln' } },
      ],
      usage: { input_tokens: 10, output_tokens: 7, cache_read_input_tokens: 90, cache_creation_input_tokens: 5 },
    })
    const answer = await test.call({ provider: 'anthropic', model: 'claude-haiku-4-5', messages, parameters, tools })
    const [request] = server.requests
    expect(request?.path).toBe('/v1/messages')
    expect(request?.headers['x-api-key']).toBe(key)
    expect(request?.body).toMatchObject({
      model: 'claude-haiku-4-5',
      max_tokens: 77,
      temperature: 0.5,
      top_k: 3,
      stop_sequences: ['END'],
    })
    expect(JSON.stringify(request?.body)).toContain('"data":"aGVsbG8="')
    expect(request?.body.system).toMatchObject([{ text: 'Be brief.' }])
    expect(request?.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user'])
    expect(answer.finishReason).toBe('tool_call')
    expect(answer.message.parts).toMatchObject([
      { type: 'reasoning', content: 'Hm.' },
      { type: 'text', content: 'Looking.' },
      { type: 'tool_call', id: 'c2', name: 'weather', arguments: { city: 'Köln' } },
    ])
    // All input tokens, cached ones among them.
    expect(answer.usage).toMatchObject({ inputTokens: 105, outputTokens: 7, cacheReadTokens: 90, cacheWriteTokens: 5 })

    // Its reasoning is signed, and the signature goes back with it.
    answerWith({
      type: 'message',
      id: 'msg_2',
      role: 'assistant',
      model: 'm',
      stop_reason: 'end_turn',
      content: [{ type: 'text', text: 'Rain.' }],
      usage: { input_tokens: 1, output_tokens: 1 },
    })
    const results = { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c2', response: 'rain' }] }
    await test.call({
      provider: 'anthropic',
      model: 'claude-haiku-4-5',
      messages: [...messages, answer.message, results],
    })
    expect(JSON.stringify(server.requests[0]?.messages)).toContain('"signature":"signed"')
  })

  it('leaves a mark on the span where a setting was not sent', async () => {
    const usage = { input_tokens: 1, output_tokens: 1 }
    answerWith({ type: 'message', id: 'm', role: 'assistant', model: 'm', stop_reason: 'end_turn', content: [], usage })
    await test.call({ provider: 'anthropic', model: 'claude-haiku-4-5', parameters: { seed: 7 } })
    const [span] = await test.spans()
    expect(span?.otlp.attributes.get('pawl.warnings')).toEqual(['unsupported: seed'])
  })

  it('says what was wrong in its own form', async () => {
    const body = JSON.stringify({
      type: 'error',
      error: { type: 'invalid_request_error', message: 'max_tokens: too large' },
    })
    server.script([{ fault: { type: 'raw', status: 400, body } }])
    await expect(test.call({ provider: 'anthropic', model: 'claude-haiku-4-5' })).rejects.toMatchObject({
      message: 'anthropic (claude-haiku-4-5) answered with status 400: max_tokens: too large.',
    })
  })

  it('has no embeddings', async () => {
    const call = { project: 'default', provider: 'anthropic', model: 'm', texts: ['a'], budget: null }
    await expect(test.models.embed({ ...call, traceparent: null, attributes: {} })).rejects.toMatchObject({
      code: 'model_not_configured',
    })
  })
})

describe('Google', () => {
  it('is asked and answers in its own protocol', async () => {
    answerWith({
      candidates: [
        {
          content: { role: 'model', parts: [{ functionCall: { name: 'weather', args: { city: 'Köln' } } }] },
          finishReason: 'STOP',
        },
      ],
      usageMetadata: { promptTokenCount: 12, candidatesTokenCount: 4, totalTokenCount: 16 },
      modelVersion: 'gemini-9-001',
    })
    const body = { generationConfig: { thinkingConfig: { thinkingBudget: 0 } } }
    const answer = await test.call({
      provider: 'google',
      model: 'gemini-9',
      messages,
      parameters: { ...parameters, ...body },
      tools,
    })
    const [request] = server.requests
    expect(request?.path).toBe('/v1/models/gemini-9:generateContent')
    expect(request?.headers['x-goog-api-key']).toBe(key)
    expect(request?.body.generationConfig).toEqual({
      temperature: 0.5,
      maxOutputTokens: 77,
      topK: 3,
      stopSequences: ['END'],
      thinkingConfig: { thinkingBudget: 0 },
    })
    expect(answer.message.parts).toMatchObject([{ type: 'tool_call', name: 'weather', arguments: { city: 'Köln' } }])
    expect(answer.usage).toMatchObject({ inputTokens: 12, outputTokens: 4 })
    const [span] = await test.spans()
    expect(span?.canonical.provider).toBe('gcp.gemini')
  })
})

describe('embeddings', () => {
  it('are one vector for each text, in batches, in order, with a span and a cost', async () => {
    const texts = Array.from({ length: 230 }, (_, n) => `text number ${n}`)
    const { createBudget } = await import('../budget.ts')
    test.prices = [{ model: 'embed-1', inputUsdPerMillion: 1000, outputUsdPerMillion: 0 }]
    const budget = createBudget(5)
    server.script([{}])
    const vectors = await test.models.embed({ project: 'default', provider: 'openai', model: 'embed-1', texts, budget })
    expect(vectors).toHaveLength(230)
    const [again] = await test.models.embed({
      project: 'default',
      provider: 'openai',
      model: 'embed-1',
      texts: ['text number 229'],
      budget: null,
    })
    expect(vectors[229]).toEqual(again)
    expect(server.requests.map(({ path }) => path)).toEqual(new Array(4).fill('/v1/embeddings'))
    expect(budget.spentUsd).toBeGreaterThan(0.5)
    const spans = await test.spans()
    expect(spans.map(({ canonical }) => canonical.kind)).toEqual(new Array(4).fill('embedding'))
  })

  it('that are not what was asked for are an error', async () => {
    const call = { project: 'default', provider: 'openai', model: 'embed-1', texts: ['a', 'b'], budget: null }
    for (const data of [
      [],
      [{ index: 0, embedding: [1] }],
      [
        { index: 0, embedding: [1] },
        { index: 1, embedding: [1, 2] },
      ],
    ]) {
      answerWith({ object: 'list', data, model: 'embed-1', usage: { prompt_tokens: 1 } })
      await expect(test.models.embed(call)).rejects.toMatchObject({ code: 'model_failed' })
    }
  })
})
