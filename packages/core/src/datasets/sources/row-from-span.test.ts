import { describe, expect, it } from 'vitest'
import {
  answerRecordedCall,
  type Message,
  newRowSchema,
  type RowFields,
  rowFromSpan,
  rowFromTrace,
  type ToolCall,
  toolCallKey,
} from '../../index.ts'
import { readAirline, recordedTrace, traceId } from '../../testing/recorded-trace.ts'
import { hasSharedData } from '../../testing/shared-data.ts'
import { maker } from '../__fixtures__/sample-rows.ts'

const text = (role: string, content: string): Message => ({ role, parts: [{ type: 'text', content }] })
const call = (id: string | undefined, name: string, args: object): Message => ({
  role: 'assistant',
  parts: [{ type: 'tool_call', ...(id !== undefined && { id }), name, arguments: args as never }],
})
const answer = (id: string | undefined, response: string): Message => ({
  role: 'tool',
  parts: [{ type: 'tool_call_response', ...(id !== undefined && { id }), response }],
})
const findOrder = { type: 'function', name: 'find_order', parameters: { type: 'object' } }
const isValid = (row: RowFields) => expect(newRowSchema.parse(row)).toEqual(row)

describe('a row from one span', () => {
  it('of a model call has its messages, what it was told, its tools and what came out', () => {
    const [span] = recordedTrace([
      {
        name: 'chat',
        kind: 'llm',
        sessionId: 's1',
        inputMessages: [text('system', 'Be brief'), text('user', 'Refund?')],
        outputMessages: [text('assistant', 'No.')],
        toolDefinitions: [findOrder],
      },
    ])
    const row = rowFromSpan({ span: span as never }, maker)
    expect(row).toMatchObject({
      input: { variables: {}, messages: [text('user', 'Refund?')] },
      context: {
        systemInstructions: [{ type: 'text', content: 'Be brief' }],
        toolDefinitions: [findOrder],
        toolCalls: [],
      },
      observedOutput: { messages: [text('assistant', 'No.')] },
      expectedBehavior: '',
      evaluators: [],
      source: { kind: 'span', traceId, spanId: 'chat', sessionId: 's1', who: 'Ada' },
    })
    isValid(row)
  })

  it.each([
    ['tool', { tool: { name: 'f', arguments: { id: 1 }, result: 'x' } }, [{ variables: { id: 1 }, messages: [] }, 'x']],
    [
      'retriever',
      { query: 'refunds', documents: [{ id: 'd' }] },
      [{ variables: { query: 'refunds' }, messages: [] }, [{ id: 'd' }]],
    ],
    ['chain', { input: { q: 'a', n: 2 }, output: 7 }, [{ variables: { q: 'a', n: 2 }, messages: [] }, 7]],
    ['agent', { input: 'Refund?', output: 'No' }, [{ variables: {}, messages: [text('user', 'Refund?')] }, 'No']],
    ['embedding', { input: ['a', 'b'], output: [1] }, [{ variables: { input: ['a', 'b'] }, messages: [] }, [1]]],
  ] as const)('of kind %s takes what went in and what came out', (kind, content, [input, value]) => {
    const [span] = recordedTrace([{ name: 'x', kind, ...content } as never])
    const row = rowFromSpan({ span: span as never }, maker)
    expect(row.input).toEqual(input)
    expect(row.observedOutput?.value).toEqual(value)
    isValid(row)
  })

  it('that failed says how', () => {
    const [span] = recordedTrace([
      { name: 'chat', kind: 'llm', input: 'x', status: 'error', error: { type: 'Timeout', message: '' } },
    ])
    expect(rowFromSpan({ span: span as never }, maker).observedOutput?.error).toBe('Timeout')
  })

  it('records what the tools answered that its own answer called', () => {
    const [span, ...rest] = recordedTrace([
      {
        name: 'chat',
        kind: 'llm',
        inputMessages: [text('user', 'Refund?')],
        outputMessages: [call('c1', 'find_order', { id: 1 })],
      },
      {
        name: 'tool',
        kind: 'tool',
        tool: { name: 'find_order', callId: 'c1', arguments: { id: 1 }, result: { found: true } },
      },
    ])
    expect(rowFromSpan({ span: span as never, rest }, maker).context.toolCalls).toEqual([
      { name: 'find_order', arguments: { id: 1 }, result: { found: true }, isError: false },
    ])
  })
})

describe('a row from a whole trace', () => {
  const conversation = [text('system', 'Be brief'), text('user', 'Refund?')]
  const trace = recordedTrace([
    { name: 'root', kind: 'agent', input: 'Refund?', output: 'No.' },
    {
      name: 'call 1',
      parent: 'root',
      kind: 'llm',
      inputMessages: conversation,
      outputMessages: [call('c1', 'find_order', { id: 1 })],
    },
    {
      name: 'tool 1',
      parent: 'root',
      kind: 'tool',
      tool: { name: 'find_order', callId: 'c1', arguments: { id: 1 }, result: { raw: true } },
    },
    {
      name: 'search',
      parent: 'root',
      kind: 'retriever',
      query: 'refunds',
      documents: [{ id: 'd1', content: 'Within 30 days' }],
    },
    {
      name: 'call 2',
      parent: 'root',
      kind: 'llm',
      inputMessages: [...conversation, call('c1', 'find_order', { id: 1 }), answer('c1', 'shown to the model')],
      outputMessages: [text('assistant', 'No.')],
      toolDefinitions: [findOrder],
    },
    {
      name: 'tool 2',
      parent: 'root',
      kind: 'tool',
      status: 'error',
      error: { type: 'E', message: 'no mail' },
      tool: { name: 'mail', arguments: {} },
    },
  ])

  it('has the input and output of the root, the tools, documents and results of all its spans', () => {
    const row = rowFromTrace(trace, maker)
    expect(row).toMatchObject({
      input: { messages: [text('user', 'Refund?')] },
      observedOutput: { value: 'No.' },
      context: {
        systemInstructions: [{ type: 'text', content: 'Be brief' }],
        toolDefinitions: [findOrder],
        documents: [{ id: 'd1', content: 'Within 30 days' }],
      },
      source: { kind: 'trace', traceId },
    })
    expect(row.source.spanId).toBeUndefined()
    isValid(row)
  })

  it('records each tool call once, as the model was shown it, and one that only a span holds from the span', () => {
    expect(rowFromTrace(trace, maker).context.toolCalls).toEqual([
      { name: 'find_order', arguments: { id: 1 }, result: 'shown to the model', isError: false },
      { name: 'mail', arguments: {}, result: 'no mail', isError: true },
    ])
  })

  it('is the same in whatever order its spans arrived', () => {
    expect(rowFromTrace([...trace].reverse(), maker)).toEqual(rowFromTrace(trace, maker))
  })

  it('takes input and output from the model calls where the root says nothing', () => {
    const [root, ...others] = trace
    const silent = { ...root, canonical: { ...root?.canonical, input: undefined, output: undefined } } as never
    expect(rowFromTrace([silent, ...others], maker)).toMatchObject({
      input: { messages: [text('user', 'Refund?')] },
      observedOutput: { messages: [text('assistant', 'No.')] },
    })
  })

  it('records a call from its span when the model was shown only an earlier one like it', () => {
    const before = recordedTrace([
      {
        name: 'a',
        kind: 'llm',
        inputMessages: [call('c1', 'poll', {}), answer('c1', 'wait')],
        outputMessages: [call('c2', 'poll', {})],
      },
      { name: 't1', kind: 'tool', tool: { name: 'poll', callId: 'c1', arguments: {}, result: 'wait' } },
      { name: 't2', kind: 'tool', tool: { name: 'poll', callId: 'c2', arguments: {}, result: 'done' } },
    ])
    expect(rowFromTrace(before, maker).context.toolCalls.map(({ result }) => result)).toEqual(['wait', 'done'])
  })

  it('keeps two equal calls with different answers in their order, also without ids', () => {
    const told = [
      call(undefined, 'poll', {}),
      answer(undefined, 'wait'),
      call(undefined, 'poll', {}),
      answer(undefined, 'done'),
    ]
    const twice = recordedTrace([
      { name: 'a', kind: 'llm', inputMessages: told.slice(0, 2) },
      { name: 'b', kind: 'llm', inputMessages: told },
    ])
    const recorded = rowFromTrace(twice, maker).context.toolCalls
    expect(recorded.map(({ result }) => result)).toEqual(['wait', 'done'])
  })

  it('comes to an end where parents form a circle', () => {
    const circle = recordedTrace([
      { name: 'a', parent: 'b', input: 'x' },
      { name: 'b', parent: 'a', output: 'y' },
    ])
    expect(rowFromTrace(circle, maker)).toMatchObject({ input: { messages: [text('user', 'x')] } })
  })
})

describe('two tool calls', () => {
  const key = (given?: ToolCall['arguments'], name = 'f') => toolCallKey({ name, arguments: given })
  const known = key({ a: 1, b: { c: [2], d: null } })

  it('are one in any order of keys, and as JSON text', () => {
    expect(key({ b: { d: null, c: [2] }, a: 1 })).toBe(known)
    expect(key('{"b":{"c":[2],"d":null},"a":1.0}')).toBe(known)
  })

  it('are two with another name, other arguments or none', () => {
    const others = [key({ a: 1, b: { c: [2], d: null } }, 'g'), key({ a: 2, b: { c: [2], d: null } }), key(), key('1')]
    expect(new Set([known, ...others]).size).toBe(5)
  })

  it('without arguments are one however "none" is written', () => {
    expect(new Set([undefined, null, '', '{}', 'null', {}].map((given) => key(given))).size).toBe(1)
  })
})

describe.skipIf(!hasSharedData)('conversations of a real agent (skipped without ../shared)', () => {
  it('become valid rows that hold every tool result of the conversation and answer it again', () => {
    for (const { messages, spans } of readAirline(40)) {
      const row = rowFromTrace(spans, maker)
      isValid(row)
      const results = messages.filter((message) => message.role === 'tool')
      expect(row.context.toolCalls).toHaveLength(results.length)
      expect(row.context.toolDefinitions.length + row.context.systemInstructions.length).toBeGreaterThan(0)
      for (const recorded of row.context.toolCalls)
        expect(answerRecordedCall(row.context.toolCalls, recorded, []).type).toBe('answered')
      expect(row.input.messages[0]?.role).toBe('user')
      expect(row.observedOutput?.messages.length).toBeGreaterThan(0)
    }
  })
})
