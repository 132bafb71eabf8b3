import { describe, expect, it } from 'vitest'
import { derive, json, logRecord, startNs } from '../__fixtures__/sent-span.ts'

describe('usage', () => {
  it('takes more cached tokens than input, or more reasoning than output, as counted beside', () => {
    const attributes = {
      'gen_ai.usage.input_tokens': 20,
      'gen_ai.usage.output_tokens': 5,
      'gen_ai.usage.cache_read.input_tokens': 100,
      'gen_ai.usage.cache_write.input_tokens': 30,
      'gen_ai.usage.reasoning.output_tokens': 9,
    }
    expect(derive({ attributes }).usage).toEqual({
      inputTokens: 150,
      outputTokens: 14,
      cacheReadTokens: 100,
      cacheWriteTokens: 30,
      reasoningTokens: 9,
      totalTokens: 164,
      convention: 'exclusive',
    })
  })

  it('Langfuse buckets are disjoint, unless their total says otherwise or they are OpenAI’s', () => {
    const usageOf = (details: object) =>
      derive({
        attributes: { 'langfuse.observation.type': 'generation', 'langfuse.observation.usage_details': json(details) },
      }).usage
    const whole = { inputTokens: 30, outputTokens: 12, cacheReadTokens: 8, totalTokens: 42 }
    expect(usageOf({ input: 22, input_cached_tokens: 8, output: 12, total: 42 })).toEqual({
      ...whole,
      convention: 'exclusive',
    })
    expect(usageOf({ input: 30, input_cached_tokens: 8, output: 12, total: 42 })).toEqual({
      ...whole,
      convention: 'inclusive',
    })
    expect(usageOf({ prompt_tokens: 30, completion_tokens: 12, input_cached_tokens: 8 })).toEqual({
      ...whole,
      convention: 'inclusive',
    })
    expect(usageOf({ input: '3', output: 2, web_searches: 5, note: 'x' })).toMatchObject({
      inputTokens: 3,
      outputTokens: 2,
    })
  })

  it('Langfuse details beside the figures of another convention do not change those', () => {
    const attributes = {
      'gen_ai.usage.input_tokens': 30,
      'gen_ai.usage.output_tokens': 12,
      'langfuse.observation.usage_details': json({ input: 22, input_cached_tokens: 8, output: 12, total: 42 }),
    }
    expect(derive({ attributes }).usage).toEqual({
      inputTokens: 30,
      outputTokens: 12,
      cacheReadTokens: 8,
      totalTokens: 42,
      convention: 'inclusive',
    })
  })

  it('a total alone is kept; without any figure there is no usage', () => {
    expect(derive({ attributes: { 'llm.usage.total_tokens': 9 } }).usage).toEqual({
      totalTokens: 9,
      convention: 'inclusive',
    })
    expect(derive({ attributes: { 'gen_ai.usage.cache_read.input_tokens': 9 } }).usage).toBeUndefined()
  })

  it('cost as one figure, as its parts, or as JSON; never a negative one', () => {
    expect(derive({ attributes: { 'gen_ai.usage.cost': '0.5' } }).cost).toEqual({ totalUsd: 0.5, source: 'reported' })
    expect(
      derive({ attributes: { 'gen_ai.usage.input_cost': 0.1, 'gen_ai.usage.output_cost': 0.2 } }).cost?.totalUsd,
    ).toBeCloseTo(0.3)
    const details = json({ input: 0.1, output: 0.2 })
    expect(derive({ attributes: { 'langfuse.observation.cost_details': details } }).cost).toMatchObject({
      inputUsd: 0.1,
      outputUsd: 0.2,
      source: 'reported',
    })
    expect(derive({ attributes: { 'gen_ai.usage.cost': -1 } }).cost).toBeUndefined()
  })

  it('figures whose sum is no number are not summed', () => {
    const huge = 1.7e308
    expect(
      derive({ attributes: { 'gen_ai.usage.input_tokens': huge, 'gen_ai.usage.output_tokens': huge } }).usage,
    ).toBe(undefined)
    const parts = { 'gen_ai.usage.input_cost': huge, 'gen_ai.usage.output_cost': huge }
    expect(derive({ attributes: parts }).cost).toBeUndefined()
    const details = json({ input: huge, output: huge })
    expect(derive({ attributes: { 'langfuse.observation.cost_details': details } }).cost).toBeUndefined()
  })
})

describe('errors', () => {
  const exception = {
    name: 'exception',
    attributes: { 'exception.type': 'ValueError', 'exception.message': 'bad', 'exception.stacktrace': 'at x' },
  }
  it.each([
    ['the status', { status: { code: 2, message: 'boom' } }, { type: '', message: 'boom' }],
    [
      'error.type',
      { attributes: { 'error.type': 'Timeout', 'error.message': 'slow' } },
      { type: 'Timeout', message: 'slow' },
    ],
    ['an exception event', { events: [exception] }, { type: 'ValueError', message: 'bad', stack: 'at x' }],
    [
      'the level of Langfuse',
      { attributes: { 'langfuse.observation.level': 'ERROR', 'langfuse.observation.status_message': 'no' } },
      { type: '', message: 'no' },
    ],
    ['success=false', { attributes: { success: false, error: 'exit 1' } }, { type: '', message: 'exit 1' }],
    [
      'a log record',
      {
        logs: [
          logRecord({
            eventName: 'gen_ai.client.operation.exception',
            attributes: { 'exception.type': 'RateLimit', 'exception.message': 'wait' },
          }),
        ],
      },
      { type: 'RateLimit', message: 'wait' },
    ],
    [
      'an attribute under an OK',
      { status: { code: 1 }, attributes: { 'error.type': 'Timeout' } },
      { type: 'Timeout', message: '' },
    ],
  ])('a span fails by %s', (_, sent, error) => {
    expect(derive(sent)).toMatchObject({ status: 'error', error })
  })

  it('the message of the status outranks the exception’s, which gives type and stack', () => {
    expect(derive({ status: { code: 2, message: 'boom' }, events: [exception] }).error).toEqual({
      type: 'ValueError',
      message: 'boom',
      stack: 'at x',
    })
  })

  it('an explicit OK outranks an exception that somebody handled', () => {
    const span = derive({ status: { code: 1 }, events: [exception] })
    expect(span.status).toBe('ok')
    expect(span.error).toBeUndefined()
  })
})

describe('time to the first token, in milliseconds', () => {
  it.each([
    ['seconds', { attributes: { 'gen_ai.response.time_to_first_chunk': 0.25 } }, 250],
    ['milliseconds', { attributes: { 'ai.stream.msToFirstChunk': '12.5' } }, 12.5],
    [
      'a point in time, quoted',
      {
        attributes: {
          'langfuse.observation.completion_start_time': json(new Date(Number(startNs / 1_000_000n) + 90).toISOString()),
        },
      },
      90,
    ],
    ['an event of LlamaIndex', { events: [{ name: 'First Token Stream Event', afterMs: 33 }] }, 33],
    [
      'an event of the AI SDK',
      { events: [{ name: 'ai.stream.firstChunk', attributes: { 'ai.stream.msToFirstChunk': 44 } }] },
      44,
    ],
  ])('from %s', (_, sent, expected) => {
    expect(derive(sent).timeToFirstTokenMs).toBeCloseTo(expected, 6)
  })

  it('a clock that ran backwards gives none', () => {
    expect(derive({ events: [{ name: 'First Token Stream Event', afterMs: -5 }] }).timeToFirstTokenMs).toBeUndefined()
    expect(derive({ attributes: { 'mastra.completion_start_time': 'not a time' } }).timeToFirstTokenMs).toBeUndefined()
  })

  it('a figure too large for a number gives none', () => {
    expect(derive({ attributes: { 'lk.response.ttft': 1.8e305 } }).timeToFirstTokenMs).toBeUndefined()
  })
})
