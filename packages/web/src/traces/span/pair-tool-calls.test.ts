import type { Message } from '@pawl/core'
import { describe, expect, it } from 'vitest'
import { hasOpenCalls, pairToolCalls } from './pair-tool-calls.ts'

const call = (name: string, id?: string): Message => ({
  role: 'assistant',
  parts: [{ type: 'tool_call', name, arguments: {}, ...(id ? { id } : {}) }],
})
const response = (value: string, id?: string, name?: string): Message => ({
  role: 'tool',
  parts: [{ type: 'tool_call_response', response: value, ...(id ? { id } : {}), ...(name ? { name } : {}) }],
})
const user: Message = { role: 'user', parts: [{ type: 'text', content: 'hi' }] }

const results = (...given: Parameters<typeof pairToolCalls>) =>
  pairToolCalls(...given).flatMap((entry) => entry.parts.map(({ result }) => result?.response))

describe('tool calls and their results', () => {
  it('are paired by id, even when the results come in another order', () => {
    const history = [call('a', '1'), call('b', '2'), response('of b', '2'), response('of a', '1')]
    expect(results(history, [], [])).toEqual(['of a', 'of b'])
  })

  it('are paired by name and order where the producer sends no ids', () => {
    const history = [call('a'), call('a'), response('first', undefined, 'a'), response('second', undefined, 'a')]
    expect(results(history, [], [])).toEqual(['first', 'second'])
  })

  it('leave no empty message behind where a result was moved to its call', () => {
    expect(pairToolCalls([user, call('a', '1'), response('x', '1')], [], []).map((entry) => entry.role)).toEqual([
      'user',
      'assistant',
    ])
  })

  it('keep a result whose call is not there', () => {
    expect(pairToolCalls([response('lost', '9')], [], [])[0]?.parts[0]?.part.type).toBe('tool_call_response')
  })

  it('keep a message that was empty from the start', () => {
    expect(pairToolCalls([{ role: 'assistant', parts: [] }], [], [])).toHaveLength(1)
  })

  it('take the result from the span of the tool when no message has it', () => {
    const spans = [
      { spanId: 's2', name: 'b', callId: '2', result: 'of b', failed: false },
      { spanId: 's1', name: 'a', callId: '1', result: 'of a', failed: true },
    ]
    const [entry] = pairToolCalls([user], [call('a', '1')], spans).slice(1)
    expect(entry?.parts[0]?.result).toEqual({ response: 'of a', source: 'span', spanId: 's1', isError: true })
  })

  it('use a tool span without a call id once, by its name', () => {
    const spans = [{ spanId: 's1', name: 'a', result: 'only', failed: false }]
    expect(results([], [call('a'), call('a')], spans)).toEqual(['only', undefined])
  })

  it('do not give a call the result of another call with another id', () => {
    const spans = [{ spanId: 's1', name: 'a', callId: 'other', result: 'x', failed: false }]
    expect(results([], [call('a', '1')], spans)).toEqual([undefined])
  })

  it('ask for the spans of tools only while a call is open', () => {
    expect(hasOpenCalls([call('a', '1'), response('x', '1')], [])).toBe(false)
    expect(hasOpenCalls([], [call('a', '1')])).toBe(true)
  })
})
