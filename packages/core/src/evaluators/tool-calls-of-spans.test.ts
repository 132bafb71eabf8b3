import { describe, expect, it } from 'vitest'
import { recordedTrace } from '../testing/recorded-trace.ts'
import type { Message } from '../traces/index.ts'
import { toolCallsOfSpans } from './tool-calls-of-spans.ts'

const asks = (...calls: readonly { readonly id?: string; readonly name: string; readonly n?: number }[]): Message => ({
  role: 'assistant',
  parts: calls.map(({ id, name, n }) => ({
    type: 'tool_call',
    ...(id === undefined ? {} : { id }),
    name,
    ...(n === undefined ? {} : { arguments: { n } }),
  })),
})
const model = (message: Message) => ({ name: 'chat', kind: 'llm' as const, outputMessages: [message] })
const run = (tool: { readonly name: string; readonly callId?: string; readonly n?: number }, isError = false) => ({
  name: `run ${tool.name}`,
  kind: 'tool' as const,
  status: isError ? ('error' as const) : ('ok' as const),
  tool: {
    name: tool.name,
    ...(tool.callId === undefined ? {} : { callId: tool.callId }),
    ...(tool.n === undefined ? {} : { arguments: { n: tool.n } }),
  },
})

describe('the tool calls of a trace', () => {
  it('failed where the span of their tool did, also when ids come again', () => {
    const spans = recordedTrace([
      model(asks({ id: 'c1', name: 'pay', n: 1 })),
      run({ callId: 'c1', name: 'pay', n: 1 }, true),
      model(asks({ id: 'c1', name: 'pay', n: 2 })),
      run({ callId: 'c1', name: 'pay', n: 2 }),
    ])
    expect(toolCallsOfSpans(spans)).toEqual([
      { name: 'pay', arguments: { n: 1 }, isError: true },
      { name: 'pay', arguments: { n: 2 } },
    ])
  })

  it('are known by name and arguments where there are no ids', () => {
    const spans = recordedTrace([
      model(asks({ name: 'pay', n: 1 }, { name: 'pay', n: 2 }, { name: 'ring' })),
      run({ name: 'pay', n: 2 }, true),
      run({ name: 'pay', n: 1 }),
    ])
    expect(toolCallsOfSpans(spans)).toEqual([
      { name: 'pay', arguments: { n: 1 } },
      { name: 'pay', arguments: { n: 2 }, isError: true },
      { name: 'ring' },
    ])
  })

  it('are those that were run where no model says what it asked for', () => {
    expect(toolCallsOfSpans(recordedTrace([run({ name: 'pay' }, true), run({ name: 'ring' })]))).toEqual([
      { name: 'pay', isError: true },
      { name: 'ring' },
    ])
  })
})
