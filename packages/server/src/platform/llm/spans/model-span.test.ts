import { inspect } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ModelsUnderTest, secretKey } from '../testing/models-under-test.ts'

let test: ModelsUnderTest

beforeAll(async () => {
  test = await ModelsUnderTest.start()
}, 60_000)
beforeEach(() => test.reset())
afterAll(() => test.close())

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const parentSpanId = '00f067aa0ba902b7'

describe('the span of a call', () => {
  it('says by the GenAI conventions what was asked and answered, where it was told to stand', async () => {
    test.server.script([
      { text: 'Rain.', model: 'small-1-2026', usage: { inputTokens: 12, outputTokens: 3, cachedTokens: 4 } },
    ])
    const answer = await test.call({
      messages: [
        { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] },
        { role: 'user', parts: [{ type: 'text', content: 'Weather?' }] },
      ],
      parameters: { temperature: 0.5, max_tokens: 99, stop_sequences: ['END'] },
      tools: [{ type: 'function', name: 'weather', parameters: { type: 'object' } }],
      responseFormat: { type: 'json_object' },
      traceparent: `00-${traceId}-${parentSpanId}-01`,
      attributes: { 'pawl.run.id': 'run 1', 'pawl.row.id': 'row 1' },
    })
    const spans = await test.spans()
    expect(spans).toHaveLength(1)
    expect(spans[0]?.otlp).toMatchObject({
      traceId,
      parentSpanId,
      spanId: answer.spanId,
      name: 'chat small-1',
      kind: 3,
    })
    expect(answer.traceId).toBe(traceId)
    expect(spans[0]?.otlp.attributes.get('pawl.row.id')).toBe('row 1')
    expect(spans[0]?.canonical).toMatchObject({
      kind: 'llm',
      provider: 'local',
      requestModel: 'small-1',
      responseModel: 'small-1-2026',
      parameters: { temperature: 0.5, max_tokens: 99, stop_sequences: ['END'] },
      systemInstructions: [{ type: 'text', content: 'Be brief.' }],
      inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'Weather?' }] }],
      outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Rain.' }], finish_reason: 'stop' }],
      toolDefinitions: [{ type: 'function', name: 'weather', parameters: { type: 'object' } }],
      usage: { inputTokens: 12, outputTokens: 3, cacheReadTokens: 4 },
      finishReasons: ['stop'],
      runId: 'run 1',
      serviceName: 'pawl',
      status: 'unset',
    })
  })

  it('starts a trace of its own where no valid parent is given', async () => {
    for (const traceparent of [null, '', 'nonsense', `00-${'0'.repeat(32)}-${parentSpanId}-01`]) {
      const answer = await test.call({ traceparent })
      expect(answer.traceId).toMatch(/^[0-9a-f]{32}$/)
      expect(answer.traceId).not.toMatch(/^0+$/)
    }
    const spans = await test.spans()
    expect(spans.map(({ otlp }) => otlp.parentSpanId)).toEqual(['', '', '', ''])
    expect(new Set(spans.map(({ otlp }) => otlp.traceId)).size).toBe(4)
  })

  it('is one for all attempts, and tells of a failure', async () => {
    test.server.script([{ fault: { type: 'status', status: 500, message: 'Down' } }])
    await expect(test.call()).rejects.toThrow()
    const [span, ...others] = await test.spans()
    expect(others).toEqual([])
    expect(span?.canonical).toMatchObject({
      status: 'error',
      error: { type: 'model_failed', message: 'local (small-1) answered with status 500: Down, after 3 calls.' },
    })
    expect(span?.otlp.attributes.get('pawl.attempt_count')).toBe(3)
  })

  it('of a streamed answer has the time to its first token', async () => {
    test.server.script([{ text: 'Rain today.', delayMs: 20 }])
    const answer = await test.call({ onText: () => undefined })
    const [span] = await test.spans()
    expect(span?.canonical.timeToFirstTokenMs).toBeCloseTo(answer.timeToFirstTokenMs ?? -1, 3)
    expect(span?.otlp.attributes.get('gen_ai.request.stream')).toBe(true)
  })
})

describe('spans that cannot be stored', () => {
  it('wait while the store is full', async () => {
    let refusals = 0
    test.recordSpans = async () => {
      if (refusals++ < 2)
        throw new (await import('@pawl/core')).AppError('too_many_requests', 'full', { retryAfterS: 0.01 })
    }
    await test.call()
    expect(await test.spans()).toHaveLength(1)
    expect(refusals).toBe(3)
  })

  it('are lost with a counted warning, and never fail the call', async () => {
    test.recordSpans = () => Promise.reject(new Error('gone'))
    await Promise.all([test.call(), test.call()])
    await test.models.flushSpans()
    const warnings = test.logLines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'warn')
    expect(warnings.at(-1)).toMatchObject({ message: 'spans of model calls were lost', lostInAll: 2 })
  })
})

describe('a key', () => {
  it('is in no error, log or span, whatever the provider says', async () => {
    const errors: unknown[] = []
    const leaks = [
      { fault: { type: 'status' as const, status: 401, message: `Incorrect API key provided: ${secretKey}` } },
      { fault: { type: 'status' as const, status: 500, message: `"${secretKey}"` } },
      { fault: { type: 'raw' as const, body: `<${secretKey}>` } },
      { fault: { type: 'wrong_content_type' as const } },
      { fault: { type: 'hang_up' as const } },
      { toolCalls: [{ name: secretKey, arguments: `{${secretKey}` }] },
    ]
    for (const reply of leaks) {
      test.server.script([reply])
      await test.call().catch((error: unknown) => errors.push(error))
    }
    test.server.script([{ text: `Your key is ${secretKey}` }])
    await test.call()
    await test.models.testProvider({ project: 'default', name: 'local', model: 'm' })
    test.recordSpans = () => Promise.reject(new Error('gone'))
    await test.call()
    expect(errors).toHaveLength(leaks.length)
    const spans = test.exports.map(({ body }) => new TextDecoder().decode(body)).join('\n')
    await test.spans()
    const shown = errors.map((error) => inspect(error, { depth: 20, showHidden: true }))
    for (const place of [
      ...shown,
      test.logLines.join('\n'),
      spans,
      JSON.stringify(await test.models.providers('default')),
    ]) {
      expect(place).not.toContain(secretKey)
    }
    const rows = await test.control.executeSql('select * from model_providers')
    expect(JSON.stringify(rows)).not.toContain(secretKey)
  })
})
