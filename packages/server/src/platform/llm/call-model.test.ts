import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ModelReply } from '../scripted-model/index.ts'
import { createBudget } from './index.ts'
import { ModelsUnderTest, secretKey } from './testing/models-under-test.ts'

let test: ModelsUnderTest

beforeAll(async () => {
  test = await ModelsUnderTest.start()
}, 60_000)
beforeEach(() => test.reset())
afterAll(() => test.close())

const text = (content: string) => ({ type: 'text', content })
const weatherTool = {
  type: 'function',
  name: 'weather',
  description: 'The weather of a city',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
}

describe('what a model is sent', () => {
  it('is the dialogue in its own words, with pictures, tool calls and their results', async () => {
    await test.call({
      messages: [
        { role: 'system', parts: [text('Be brief.')] },
        {
          role: 'user',
          parts: [
            text('What is this?'),
            { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'aGVsbG8=' },
            { type: 'uri', modality: 'image', uri: 'https://example.com/a.jpg' },
          ],
        },
        {
          role: 'assistant',
          parts: [text('Let me see.'), { type: 'tool_call', id: 'c1', name: 'weather', arguments: { city: 'Bonn' } }],
        },
        { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: { degrees: 3 } }] },
        { role: 'user', parts: [text('And?')] },
      ],
      tools: [weatherTool],
    })
    const [request] = test.server.requests
    expect(request?.messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,aGVsbG8=' } },
          { type: 'image_url', image_url: { url: 'https://example.com/a.jpg' } },
        ],
      },
      {
        role: 'assistant',
        content: 'Let me see.',
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"city":"Bonn"}' } }],
      },
      { role: 'tool', tool_call_id: 'c1', content: '{"degrees":3}' },
      { role: 'user', content: 'And?' },
    ])
    expect(request?.body.tools).toEqual([
      {
        type: 'function',
        function: { name: 'weather', description: 'The weather of a city', parameters: weatherTool.parameters },
      },
    ])
    expect(request?.headers.authorization).toBe(`Bearer ${secretKey}`)
  })

  it('has results without an id beside the calls that they answer', async () => {
    await test.call({
      messages: [
        {
          role: 'assistant',
          parts: [
            { type: 'tool_call', name: 'weather', arguments: '{"city":"Bonn"}' },
            { type: 'tool_call', name: 'time' },
          ],
        },
        { role: 'user', parts: [{ type: 'tool_call_response', name: 'time', response: 'noon' }] },
        { role: 'tool', parts: [{ type: 'tool_call_response', response: 'rain' }] },
      ],
    })
    const [request] = test.server.requests
    expect(request?.messages).toMatchObject([
      { tool_calls: [{ id: 'call_1', function: { arguments: '{"city":"Bonn"}' } }, { id: 'call_2' }] },
      { role: 'tool', tool_call_id: 'call_2', content: 'noon' },
      { role: 'tool', tool_call_id: 'call_1', content: 'rain' },
    ])
  })

  it('has the parameters under their names, and those that nobody knows as they are', async () => {
    await test.call({
      parameters: {
        temperature: 0.2,
        top_p: 0.9,
        max_tokens: 50,
        seed: 7,
        stop_sequences: ['END'],
        top_k: 4,
        reasoning_effort: 'low',
        chat_template_kwargs: { enable_thinking: false },
        stream: true,
        'output.type': 'text',
      },
      responseFormat: { type: 'json_schema', name: 'answer', strict: true, schema: { type: 'object' } },
    })
    const { messages: _messages, ...body } = test.server.requests[0]?.body ?? {}
    expect(body).toEqual({
      model: 'small-1',
      temperature: 0.2,
      top_p: 0.9,
      max_tokens: 50,
      seed: 7,
      stop: ['END'],
      top_k: 4,
      reasoning_effort: 'low',
      chat_template_kwargs: { enable_thinking: false },
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'answer', strict: true, schema: { type: 'object' } },
      },
    })
  })

  it.each([
    [{ messages: [{ role: 'critic', parts: [] }] }, 'messages.0.role'],
    [{ messages: [{ role: 'user', parts: [{ type: 'blob', modality: 'image', content: '!' }] }] }, 'messages.0'],
    [
      { messages: [{ role: 'user', parts: [{ type: 'uri', modality: 'image', uri: 'file:///etc/passwd' }] }] },
      'messages.0',
    ],
    [{ parameters: { temperature: 'hot' } }, 'parameters.temperature'],
  ])('is refused where no model can be told it: %j', async (fields, where) => {
    await expect(test.call(fields)).rejects.toMatchObject({ code: 'bad_request', where })
    expect(test.server.requests).toHaveLength(0)
  })
})

describe('what a model answers', () => {
  it('comes back as a message, with usage, cost, models and time', async () => {
    test.prices = [{ model: 'small-1*', inputUsdPerMillion: 10, outputUsdPerMillion: 100 }]
    test.server.script([
      {
        text: 'Rain.',
        reasoning: 'It is November.',
        model: 'small-1-2026',
        usage: { inputTokens: 1000, outputTokens: 200, cachedTokens: 300, reasoningTokens: 50 },
        delayMs: 30,
      },
    ])
    const startedMs = performance.now()
    const answer = await test.call()
    expect(answer).toMatchObject({
      message: {
        role: 'assistant',
        parts: [
          { type: 'reasoning', content: 'It is November.' },
          { type: 'text', content: 'Rain.' },
        ],
      },
      finishReason: 'stop',
      usage: {
        inputTokens: 1000,
        outputTokens: 200,
        cacheReadTokens: 300,
        reasoningTokens: 50,
        convention: 'inclusive',
      },
      responseModel: 'small-1-2026',
      timeToFirstTokenMs: null,
      isCached: false,
    })
    expect(answer.costUsd).toBeCloseTo(0.03, 10)
    expect(answer.latencyMs).toBeGreaterThanOrEqual(29)
    expect(answer.latencyMs).toBeLessThanOrEqual(performance.now() - startedMs)
  })

  const toolReply: ModelReply = {
    text: 'Looking.',
    toolCalls: [
      { name: 'weather', arguments: { city: 'Bonn' }, id: 'a' },
      { name: 'weather', arguments: { city: 'Köln' }, id: 'b' },
    ],
  }
  const toolParts = [
    { type: 'text', content: 'Looking.' },
    { type: 'tool_call', id: 'a', name: 'weather', arguments: { city: 'Bonn' } },
    { type: 'tool_call', id: 'b', name: 'weather', arguments: { city: 'Köln' } },
  ]

  it('may be calls of tools, which are left to the caller', async () => {
    test.server.script([toolReply])
    const answer = await test.call({ tools: [weatherTool] })
    expect(answer.finishReason).toBe('tool_call')
    expect(answer.message.parts).toEqual(toolParts)
  })

  it('is the same when it is streamed, with the time to its first token', async () => {
    test.server.script([{ ...toolReply, pieceDelayMs: 15 }])
    const heard: string[] = []
    const answer = await test.call({ tools: [weatherTool], onText: (delta) => heard.push(delta) })
    expect(answer.finishReason).toBe('tool_call')
    expect(answer.message.parts).toEqual(toolParts)
    expect(heard.length).toBeGreaterThan(1)
    expect(heard.join('')).toBe('Looking.')
    expect(answer.timeToFirstTokenMs).toBeGreaterThan(5)
    expect(answer.timeToFirstTokenMs).toBeLessThan(answer.latencyMs)
    expect(answer.usage?.outputTokens).toBeGreaterThan(0)
  })

  it('may be empty', async () => {
    test.server.script([{ text: '' }])
    expect((await test.call()).message.parts).toEqual([{ type: 'text', content: '' }])
  })

  it('may be a refusal of the content filter', async () => {
    test.server.script([{ text: 'I', finishReason: 'content_filter' }])
    expect((await test.call()).finishReason).toBe('content_filter')
  })

  it('is an error where it was cut off, which is not asked again but paid', async () => {
    test.prices = [{ model: 'small-1', inputUsdPerMillion: 0, outputUsdPerMillion: 1_000_000 }]
    test.server.script([{ text: 'and so', finishReason: 'length', usage: { inputTokens: 5, outputTokens: 2 } }])
    const budget = createBudget(100)
    await expect(test.call({ parameters: { max_tokens: 2 }, budget })).rejects.toMatchObject({
      code: 'model_failed',
      message: 'The answer of local (small-1) was cut off after 2 tokens.',
      where: 'parameters.max_tokens',
    })
    expect(test.server.requests).toHaveLength(1)
    expect(budget).toMatchObject({ spentUsd: 2, reservedUsd: 0 })
    const [span] = await test.spans()
    expect(span?.canonical.outputMessages).toMatchObject([{ parts: [{ content: 'and so' }], finish_reason: 'length' }])
    expect(span?.canonical.status).toBe('error')
  })
})

describe('an answer that went wrong', () => {
  it.each<[string, ModelReply]>([
    ['a status that passes', { fault: { type: 'status', status: 503 } }],
    ['broken JSON', { fault: { type: 'broken_json' } }],
    ['no choices', { fault: { type: 'empty_choices' } }],
    ['a page of HTML', { fault: { type: 'wrong_content_type' } }],
    ['a body that ends in the middle', { text: 'x'.repeat(2000), fault: { type: 'truncated_body' } }],
    ['a connection that ends', { fault: { type: 'hang_up' } }],
    ['broken arguments of a tool', { toolCalls: [{ name: 'weather', arguments: '{"city": "Bo' }] }],
    ['JSON of another shape', { fault: { type: 'raw', body: '{"choices": 3}' } }],
    ['a null', { fault: { type: 'raw', body: 'null' } }],
    ['a choice without a message', { fault: { type: 'raw', body: '{"choices": [{"finish_reason": "stop"}]}' } }],
  ])('by %s is asked for again', async (_what, wrong) => {
    test.server.script([wrong, { text: 'Now.' }])
    const answer = await test.call()
    expect(answer.message.parts).toEqual([{ type: 'text', content: 'Now.' }])
    expect(test.server.requests).toHaveLength(2)
  })

  it.each<[string, ModelReply, string]>([
    ['truncated', { text: 'x'.repeat(50), fault: { type: 'truncated_body' } }, ''],
    ['of the wrong type', { fault: { type: 'wrong_content_type' } }, ''],
    [
      'cut off by an error in it',
      {
        fault: {
          type: 'raw',
          contentType: 'text/event-stream',
          body: 'data: {"error": {"message": "overloaded"}}\n\n',
        },
      },
      '',
    ],
    [
      'unfinished',
      {
        fault: {
          type: 'raw',
          contentType: 'text/event-stream',
          body: 'data: {"choices": [{"delta": {"content": "a"}}]}\n\n',
        },
      },
      'a',
    ],
  ])('in a stream (%s) is asked for again', async (_what, wrong, heardBefore) => {
    test.server.script([wrong, { text: 'Now.' }])
    let heard = ''
    const answer = await test.call({ onText: (delta) => (heard += delta) })
    expect(answer.message.parts).toEqual([{ type: 'text', content: 'Now.' }])
    expect(heard).toBe(`${heardBefore}Now.`)
  })

  it('says after some attempts what was wrong', async () => {
    test.server.script([{ toolCalls: [{ name: 'weather', arguments: '{"city": "Bo' }] }])
    await expect(test.call()).rejects.toMatchObject({
      code: 'model_failed',
      message:
        'local (small-1) gave a broken answer: the arguments of the tool call "weather" are not valid JSON, after 3 calls.',
    })
    test.server.script([{ fault: { type: 'status', status: 500, message: 'Overloaded.' } }])
    await expect(test.call()).rejects.toMatchObject({
      message: 'local (small-1) answered with status 500: Overloaded, after 3 calls.',
    })
    expect(test.server.requests).toHaveLength(3)
  })

  it('is given up at once where another attempt would not help', async () => {
    const faults: [ModelReply['fault'], string][] = [
      [
        { type: 'status', status: 400, message: 'Unknown parameter' },
        'local (small-1) answered with status 400: Unknown parameter.',
      ],
      [{ type: 'status', status: 401, message: 'No' }, 'local (small-1) answered with status 401: No.'],
      [{ type: 'status', status: 404 }, 'local (small-1) answered with status 404: Status 404.'],
      [
        { type: 'status', status: 429, errorCode: 'insufficient_quota' },
        'local (small-1) answered with status 429: Status 429.',
      ],
      [
        { type: 'rate_limited', retryAfterS: 3600 },
        'local (small-1) answered with status 429: Rate limit reached, and the provider asks to wait 3600 s.',
      ],
      [
        { type: 'status', status: 302, headers: { location: 'http://169.254.169.254/' } },
        'local (small-1) answered with status 302: Status 302.',
      ],
    ]
    for (const [fault, message] of faults) {
      test.server.script([fault === undefined ? {} : { fault }])
      await expect(test.call()).rejects.toMatchObject({ code: 'model_failed', message })
      expect(test.server.requests, message).toHaveLength(1)
    }
  })

  it('is asked for again not before Retry-After', async () => {
    test.server.script([{ fault: { type: 'rate_limited', retryAfterS: 0.3 } }, { text: 'Now.' }])
    const startMs = Date.now()
    await test.call()
    expect(Date.now() - startMs).toBeGreaterThanOrEqual(295)
  })

  it('may be silence: then the time limit ends the attempt', async () => {
    test.server.script([{ fault: { type: 'silence' } }, { text: 'Now.' }])
    expect((await test.call({ timeoutMs: 80 })).message.parts).toEqual([{ type: 'text', content: 'Now.' }])
    test.server.script([{ fault: { type: 'silence' } }])
    await expect(test.call({ timeoutMs: 20 })).rejects.toMatchObject({
      message: 'local (small-1) gave no answer within 0.02 s, after 3 calls.',
    })
  })
})

describe('a call without a provider', () => {
  it('says exactly what to set', async () => {
    await expect(test.call({ provider: 'openai' })).rejects.toMatchObject({
      code: 'model_not_configured',
      message: 'No key is set for openai.',
      fix: 'Set OPENAI_API_KEY where Pawl runs, or store a key with `pawl models set openai`.',
    })
    await expect(test.call({ provider: 'else' })).rejects.toMatchObject({
      code: 'model_not_configured',
      fix: expect.stringContaining('pawl models set else --base-url'),
    })
  })
})
