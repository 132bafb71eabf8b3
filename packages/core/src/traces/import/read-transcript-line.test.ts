import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../errors/index.ts'
import { hasSharedData, readShared } from '../../testing/shared-data.ts'
import { deriveSpan } from '../canonical/index.ts'
import { decodeTracesJson, encodeTracesJson, type OtlpSpan } from '../otlp/index.ts'
import { readTranscriptLine, type TranscriptTrace } from './index.ts'

const makeId = (seed: string, bytes: number) =>
  createHash('sha256')
    .update(seed)
    .digest('hex')
    .slice(0, bytes * 2)
const startedAt = 1_700_000_000_000_000_000n

function read(line: unknown, lineNumber = 1): TranscriptTrace {
  return readTranscriptLine(line, { lineNumber, fallbackStartTimeUnixNano: startedAt, makeId })
}

const operation = (span: OtlpSpan) => span.attributes.get('gen_ai.operation.name')
const json = (span: OtlpSpan | undefined, key: string): unknown => JSON.parse(span?.attributes.get(key) as string)

const call = (id: string, name: string, args: string) => ({ id, type: 'function', function: { name, arguments: args } })
const conversation = {
  id: 'c-1',
  model: 'gpt-4o',
  reward: 0.5,
  tags: ['a', 'b'],
  user_id: 'u-1',
  expected: { outputs: [] },
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Weather in Paris and Rome?' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [call('1', 'weather', '{"city": "Paris"}'), call('2', 'weather', '{"city"')],
    },
    { role: 'tool', tool_call_id: '2', name: 'weather', content: 'Error: no such city' },
    { role: 'tool', tool_call_id: '1', name: 'weather', content: '{"sky":"clear"}' },
    {
      role: 'assistant',
      content: 'Clear in Paris.',
      finish_reason: 'stop',
      usage: { prompt_tokens: 30, completion_tokens: 5 },
    },
    { role: 'user', content: 'Thanks' },
  ],
}

describe('a conversation', () => {
  const { group, scores, traceId } = read(conversation)
  const [root, ...children] = group.items

  it('is one trace: an agent span with a span for each answer and each tool call', () => {
    expect(group.items.map((span) => [operation(span), span.name])).toEqual([
      ['invoke_agent', 'invoke_agent'],
      ['chat', 'chat gpt-4o'],
      ['chat', 'chat gpt-4o'],
      ['execute_tool', 'execute_tool weather'],
      ['execute_tool', 'execute_tool weather'],
    ])
    expect(root?.parentSpanId).toBe('')
    for (const span of children) expect(span).toMatchObject({ traceId, parentSpanId: root?.spanId })
    expect(new Set(group.items.map((span) => span.spanId)).size).toBe(5)
  })

  it('shows each model call with the messages before it and its answer', () => {
    expect(json(children[0], 'gen_ai.input.messages')).toEqual([
      { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] },
      { role: 'user', parts: [{ type: 'text', content: 'Weather in Paris and Rome?' }] },
    ])
    expect(json(children[0], 'gen_ai.output.messages')).toEqual([
      {
        role: 'assistant',
        parts: [
          { type: 'tool_call', id: '1', name: 'weather', arguments: { city: 'Paris' } },
          { type: 'tool_call', id: '2', name: 'weather', arguments: '{"city"' },
        ],
      },
    ])
    expect(json(children[1], 'gen_ai.input.messages')).toHaveLength(5)
    expect((json(children[1], 'gen_ai.input.messages') as unknown[])[3]).toEqual({
      role: 'tool',
      parts: [{ type: 'tool_call_response', id: '2', name: 'weather', response: 'Error: no such city' }],
    })
    expect(Object.fromEntries(children[1]?.attributes ?? [])).toMatchObject({
      'gen_ai.usage.input_tokens': 30,
      'gen_ai.usage.output_tokens': 5,
      'gen_ai.response.finish_reasons': ['stop'],
    })
  })

  it('shows each tool call with its own result, whatever their order, and its error', () => {
    const tools = children
      .slice(2)
      .map((span) => [span.attributes.get('gen_ai.tool.call.id'), span.attributes.get('gen_ai.tool.call.result')])
    expect(tools).toEqual([
      ['1', '{"sky":"clear"}'],
      ['2', 'Error: no such city'],
    ])
    expect(children[2]?.status).toEqual({ code: 0, message: '' })
    expect(children[3]?.status).toEqual({ code: 2, message: 'Error: no such city' })
  })

  it('keeps everything else: what came after, metadata, scores', () => {
    expect(json(root, 'gen_ai.output.messages')).toMatchObject([
      { parts: [{ content: 'Clear in Paris.' }], finish_reason: 'stop' },
    ])
    expect(json(root, 'pawl.transcript.trailing_messages')).toEqual([
      { role: 'user', parts: [{ type: 'text', content: 'Thanks' }] },
    ])
    expect(Object.fromEntries(root?.attributes ?? [])).toMatchObject({
      'metadata.id': 'c-1',
      'metadata.expected': '{"outputs":[]}',
      'gen_ai.request.model': 'gpt-4o',
      'user.id': 'u-1',
      'tag.tags': ['a', 'b'],
    })
    expect(scores).toEqual([{ name: 'reward', value: 0.5 }])
  })

  it('has the same ids however often it is read, and others when anything in it changes', () => {
    const ids = (trace: TranscriptTrace) => trace.group.items.map((span) => span.traceId + span.spanId)
    expect(ids(read(structuredClone(conversation), 7))).toEqual(ids(read(conversation)))
    expect(ids(read({ ...conversation, reward: 1 }))).not.toEqual(ids(read(conversation)))
  })
})

describe('tool results', () => {
  const roundTrips = (messages: unknown[]) =>
    read({ messages })
      .group.items.filter((span) => operation(span) === 'execute_tool')
      .map((span) => span.attributes.get('gen_ai.tool.call.result'))

  it('of an id that comes again go to the calls in order', () => {
    const asking = { role: 'assistant', tool_calls: [call('x', 'f', '{}')] }
    const answer = (content: string) => ({ role: 'tool', tool_call_id: 'x', content })
    expect(roundTrips([asking, answer('first'), asking, answer('second')])).toEqual(['first', 'second'])
  })

  it('without ids go by name, and a call without a result has none', () => {
    const asking = { role: 'assistant', content: '', function_call: { name: 'f', arguments: '{}' } }
    expect(
      roundTrips([
        asking,
        { role: 'function', name: 'g', content: 'other' },
        { role: 'function', name: 'f', content: 'mine' },
      ]),
    ).toEqual(['mine'])
    expect(roundTrips([asking])).toEqual([undefined])
  })
})

describe('content parts', () => {
  it.each([
    [
      { type: 'text', text: 'hi' },
      { type: 'text', content: 'hi' },
    ],
    [
      { type: 'image_url', image_url: { url: 'https://a/b.png' } },
      { type: 'uri', modality: 'image', uri: 'https://a/b.png' },
    ],
    [
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
      { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'AAAA' },
    ],
    [
      { type: 'input_audio', input_audio: { data: 'AAAA', format: 'mp3' } },
      { type: 'blob', modality: 'audio', mime_type: 'audio/mp3', content: 'AAAA' },
    ],
    [
      { type: 'refusal', refusal: 'no' },
      { type: 'refusal', refusal: 'no' },
    ],
  ])('%j', (part, expected) => {
    const { group } = read({ messages: [{ role: 'user', content: [part] }] })
    expect(json(group.items[0], 'gen_ai.input.messages')).toEqual([{ role: 'user', parts: [expected] }])
  })

  it('arguments with a number that JSON cannot hold stay text', () => {
    const args = '{"id":12345678901234567890}'
    const { group } = read({ messages: [{ role: 'assistant', tool_calls: [call('1', 'f', args)] }] })
    expect(json(group.items[1], 'gen_ai.output.messages')).toMatchObject([{ parts: [{ arguments: args }] }])
  })
})

describe('times', () => {
  const timesOf = (line: object) =>
    read(line).group.items.map((span) => [
      span.startTimeUnixNano,
      span.endTimeUnixNano,
      span.attributes.get('pawl.time.synthetic'),
    ])
  const ask = { role: 'user', content: 'q' }
  const answer = { role: 'assistant', content: 'a' }

  it('that nothing gives are made up in order from the fallback, and marked', () => {
    expect(timesOf({ messages: [ask, answer] })).toEqual([
      [startedAt, startedAt + 1_000_000n, true],
      [startedAt, startedAt + 1_000_000n, true],
    ])
  })

  it('begin at the time of the line', () => {
    expect(timesOf({ created_at: '2024-05-15T10:00:00Z', messages: [ask, answer] })[0]).toEqual([
      1715767200000000000n,
      1715767200001000000n,
      true,
    ])
  })

  it('of the messages are kept, in any unit', () => {
    const at = [1715767200, 1715767201500, '2024-05-15T12:00:02.123456789+02:00', '1715767203000000000']
    const [root, chat] = timesOf({
      messages: [
        { ...ask, timestamp: at[0] },
        { ...answer, ts: at[1] },
        { ...ask, created_at: at[2] },
        { ...answer, timestamp: at[3] },
      ],
    })
    expect(root).toEqual([1715767200000000000n, 1715767203000000000n, undefined])
    expect(chat).toEqual([1715767200000000000n, 1715767201500000000n, undefined])
    const [, , second] = timesOf({
      messages: [{ ...ask, ts: at[2] }, answer, { ...ask, ts: 'soon' }, { ...answer, ts: at[3] }],
    })
    expect(second?.[1]).toBe(1715767203000000000n)
  })

  it('never end before they start', () => {
    const times = timesOf({
      messages: [
        { ...ask, ts: 1715767209 },
        { ...answer, ts: 1715767200 },
      ],
    })
    for (const [start, end] of times) expect(end).toBeGreaterThanOrEqual(start as bigint)
  })
})

describe('scores', () => {
  it.each([
    [{ score: 3 }, [{ name: 'score', value: 3 }], undefined],
    [{ scores: { a: 1, b: 'high' } }, [{ name: 'a', value: 1 }], '{"b":"high"}'],
    [{ scores: [{ name: 'a', value: 1 }, { name: 'b' }] }, [{ name: 'a', value: 1 }], '[{"name":"b"}]'],
    [{ scores: 'good' }, [], 'good'],
  ])('%j', (line, scores, rest) => {
    const trace = read({ messages: [{ role: 'user', content: 'q' }], ...line })
    expect(trace.scores).toEqual(scores)
    expect(trace.group.items[0]?.attributes.get('metadata.scores')).toEqual(rest)
  })
})

describe('bad lines', () => {
  it.each<[unknown, string, string]>([
    [5, 'Line 3 is not a JSON object', 'line 3'],
    [{}, 'Line 3 has no messages', 'line 3, messages'],
    [{ messages: {} }, 'Line 3 has messages that are not a list', 'line 3, messages'],
    [{ messages: [] }, 'Line 3 has no message in its list', 'line 3, messages'],
    [{ messages: [1] }, 'Line 3 has a message that is not an object', 'line 3, messages[0]'],
    [{ messages: [{ content: 'x' }] }, 'Line 3 has a message without a role', 'line 3, messages[0].role'],
    [
      { messages: [{ role: 'user', content: 5 }] },
      'Line 3 has a message whose content is neither text nor a list of parts',
      'line 3, messages[0].content',
    ],
    [
      { messages: [{ role: 'assistant', tool_calls: [{}] }] },
      'Line 3 has a tool call without the name of its function',
      'line 3, messages[0].tool_calls[0]',
    ],
  ])('%j', (line, message, where) => {
    expect(() => read(line, 3)).toThrow(expect.objectContaining({ code: 'bad_request', message, where }))
  })

  it('whatever JSON they are, end in a trace or a bad_request, and traces export without loss', () => {
    const message = fc.record(
      {
        role: fc.constantFrom('user', 'assistant', 'tool', 7),
        content: fc.jsonValue(),
        tool_calls: fc.jsonValue(),
        ts: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    const line = fc.record(
      { messages: fc.array(message), scores: fc.jsonValue(), tools: fc.jsonValue() },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), line), (value) => {
        let trace: TranscriptTrace
        try {
          trace = read(value)
        } catch (error) {
          expect(AppError.isInstance(error) && error.code).toBe('bad_request')
          return
        }
        expect(decodeTracesJson(encodeTracesJson([trace.group])).groups).toEqual([trace.group])
      }),
      { numRuns: 500 },
    )
  })
})

describe('a field named __proto__', () => {
  it('is kept like any other, in the line and in a message', () => {
    const line = JSON.parse(
      '{"__proto__":{"x":1},"messages":[{"role":"user","content":"q","__proto__":{"y":2}}]}',
    ) as unknown
    const [root] = read(line).group.items
    expect(root?.attributes.get('metadata.__proto__')).toBe('{"x":1}')
    expect(root?.attributes.get('gen_ai.input.messages')).toContain('"__proto__":{"y":2}')
  })
})

describe.skipIf(!hasSharedData)('200 airline transcripts (skipped without ../shared)', () => {
  const lines = hasSharedData ? readShared('data/tau-airline/transcripts.jsonl').trim().split('\n') : []
  const traces = lines.map((line, i) => ({
    line: JSON.parse(line) as typeof conversation,
    trace: read(JSON.parse(line), i + 1),
  }))

  it('all import, each its own trace, with their rewards', () => {
    expect(new Set(traces.map(({ trace }) => trace.traceId)).size).toBe(200)
    expect(
      traces.filter(({ trace }) => trace.scores.some((score) => score.name === 'reward' && score.value === 1)),
    ).toHaveLength(84)
  })

  it('have a span for each answer and each tool call, every call with its result', () => {
    for (const { line, trace } of traces) {
      const count = (name: string) => trace.group.items.filter((span) => operation(span) === name).length
      expect(count('invoke_agent')).toBe(1)
      expect(count('chat')).toBe(line.messages.filter((message) => message.role === 'assistant').length)
      const results = line.messages.filter((message) => message.role === 'tool').map((message) => message.content)
      const tools = trace.group.items.filter((span) => operation(span) === 'execute_tool')
      expect(tools.map((span) => span.attributes.get('gen_ai.tool.call.result'))).toEqual(results)
      const failed = results.filter((result) => result?.startsWith('Error'))
      expect(tools.filter((span) => span.status.code === 2).map((span) => span.status.message)).toEqual(failed)
    }
  })

  it('lose no message and no field', () => {
    for (const { line, trace } of traces) {
      const [root] = trace.group.items
      const whole = ['gen_ai.input.messages', 'gen_ai.output.messages', 'pawl.transcript.trailing_messages'].flatMap(
        (key) => json(root, key) as { role: string; parts: { content?: string }[] }[],
      )
      expect(whole.map((message) => message.role)).toEqual(line.messages.map((message) => message.role))
      for (const key of Object.keys(line)) {
        if (key !== 'messages' && key !== 'reward') expect(root?.attributes.has(`metadata.${key}`), key).toBe(true)
      }
    }
  })

  it('read back as agent, model and tool spans', () => {
    const [{ trace } = expect.fail('no transcript')] = traces
    const { resource, scope, items } = trace.group
    const kinds = items.map((span) => deriveSpan({ span, resource, scope, logs: [] }).kind)
    expect(new Set(kinds)).toEqual(new Set(['agent', 'llm', 'tool']))
  })
})
