import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RecordedToolCall } from '../datasets/index.ts'
import { arbitraryJson } from '../testing/arbitrary-json.ts'
import type { JsonValue } from '../traces/index.ts'
import { answerRecordedCall } from './answer-recorded-call.ts'

const call = (name: string, given: JsonValue, result: JsonValue): RecordedToolCall => ({
  name,
  arguments: given,
  result,
  isError: false,
})
const recorded = [
  call('get_user', { id: 'mia', fields: ['a', 'b'] }, { name: 'Mia' }),
  call('get_balance', { id: 'mia' }, 100),
  call('get_balance', { id: 'mia' }, 50),
  call('list_all', null, []),
  call('search', { query: 'refund policy', limit: 5 }, ['x']),
]
const ask = (name: string, given?: JsonValue) => ({ name, arguments: given })
const balance = ask('get_balance', { id: 'mia' })

describe('a tool call of a trial', () => {
  it('is answered by name and arguments, in any order of keys and any spelling of numbers', () => {
    const answer = { type: 'answered', result: ['x'], isError: false, recording: 4 }
    expect(answerRecordedCall(recorded, ask('search', { limit: 5.0, query: 'refund policy' }), [])).toEqual(answer)
    expect(answerRecordedCall(recorded, ask('search', '{"limit": 5e0, "query": "refund policy"}'), [])).toEqual(answer)
    expect(answerRecordedCall(recorded, ask('search', { limit: '5', query: 'refund policy' }), []).type).toBe(
      'unrecorded_tool_call',
    )
  })

  it('without arguments is one call, however that was written', () => {
    for (const given of [undefined, null, '', {}, '{}', 'null']) {
      expect(answerRecordedCall(recorded, ask('list_all', given), [])).toMatchObject({ type: 'answered', recording: 3 })
    }
  })

  it('can be made again and again when it was recorded once', () => {
    const asked = ask('get_user', { id: 'mia', fields: ['a', 'b'] })
    expect(answerRecordedCall(recorded, asked, [asked, asked, asked])).toMatchObject({ result: { name: 'Mia' } })
  })

  it('is answered in order where recordings of it differ, and not at all when they are used up', () => {
    const other = ask('list_all')
    expect(answerRecordedCall(recorded, balance, [])).toMatchObject({ result: 100 })
    expect(answerRecordedCall(recorded, balance, [other, balance])).toMatchObject({ result: 50 })
    expect(answerRecordedCall(recorded, balance, [balance, balance])).toMatchObject({
      type: 'unrecorded_tool_call',
      reason: 'used_up',
    })
  })

  it('with other arguments is never answered; the closest recording and the difference are named', () => {
    expect(answerRecordedCall(recorded, ask('search', { query: 'refunds', limit: 5 }), [])).toMatchObject({
      type: 'unrecorded_tool_call',
      reason: 'other_arguments',
      closest: { recording: 4, changes: [{ path: 'query', before: 'refund policy', after: 'refunds' }] },
      message:
        'The row recorded the tool "search" with other arguments; the closest differs in query: "refunds" instead of "refund policy"',
    })
  })

  it('of a tool that was never recorded names the one that is called most alike', () => {
    expect(answerRecordedCall(recorded, ask('getUser', { id: 'mia' }), [])).toMatchObject({
      reason: 'unknown_tool',
      closest: { name: 'get_user' },
    })
    expect(answerRecordedCall([], ask('search'), [])).toMatchObject({ closest: null })
  })

  it('is answered with a recorded result or not at all', () => {
    const json = arbitraryJson(2)
    const name = fc.constantFrom('a', 'b')
    const recording = fc.tuple(name, json, json).map(([tool, given, result]) => call(tool, given, result))
    fc.assert(
      fc.property(fc.array(recording, { maxLength: 4 }), name, json, (calls, tool, given) => {
        const answer = answerRecordedCall(calls, ask(tool, given), [])
        const source = answer.type === 'answered' ? calls[answer.recording] : undefined
        if (answer.type === 'answered') expect(answer.result).toEqual(source?.result)
        else
          expect(
            calls.some((one) => one.name === tool && JSON.stringify(one.arguments) === JSON.stringify(given)),
          ).toBe(false)
      }),
    )
  })
})
