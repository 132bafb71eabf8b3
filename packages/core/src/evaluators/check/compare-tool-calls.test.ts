import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arbitraryJson } from '../../testing/arbitrary-json.ts'
import { readAirline } from '../../testing/recorded-trace.ts'
import { hasSharedData, readShared } from '../../testing/shared-data.ts'
import { define } from '../__fixtures__/define.ts'
import type { EvaluatorDefinition } from '../definition/index.ts'
import { evaluate } from '../evaluate.ts'
import type { EvaluationSubject, ToolCall } from '../evaluation-subject.ts'
import type { EvaluatorResult } from '../evaluator-result.ts'
import { toolCallsOfSpans } from '../tool-calls-of-spans.ts'

const call = (name: string, args?: object): ToolCall =>
  args === undefined ? { name } : { name, arguments: args as never }
const judge = (written: object, toolCalls: readonly ToolCall[]) =>
  evaluate(define({ kind: 'tool_calls', ...written }), { toolCalls })

describe('tool calls', () => {
  it.each([
    [{ expected: [call('a'), call('b')] }, [call('b'), call('a')], 'pass', 1],
    [{ expected: [call('a'), call('b')], order: 'in_order' }, [call('b'), call('a')], 'fail', 1 / 3],
    [{ expected: [call('a')] }, [call('a'), call('a')], 'fail', 1 / 2],
    [{ expected: [call('a')], extraCalls: 'allow' }, [call('x'), call('a')], 'pass', 1],
    [{ expected: [call('a')], tools: ['a', 'b'] }, [call('look'), call('a')], 'pass', 1],
    [{ expected: [] }, [], 'pass', 1],
    [{ expected: [] }, [call('a')], 'fail', 0],
    [{ expected: [call('a', { n: 1 })] }, [call('a', { n: 1, more: 2 })], 'pass', 1],
    [{ expected: [call('a', { n: 1 })], arguments: 'exact' }, [call('a', { n: 1, more: 2 })], 'fail', 0],
    [{ expected: [call('a', { n: 1 })], arguments: 'ignore' }, [call('a', { n: 2 })], 'pass', 1],
    [{ expected: [call('a', { deep: [{ n: 1 }] })] }, [call('a', { deep: [{ n: 1, m: 2 }] })], 'pass', 1],
    [{ expected: [call('a', {})], arguments: 'exact' }, [call('a')], 'pass', 1],
  ])('%j against %j: %s', (written, made, ...[outcome, score]) => {
    expect(judge(written, made)).toMatchObject({ outcome, score })
  })

  it('may have their arguments as JSON text, as providers send them', () => {
    const made = [{ name: 'a', arguments: '{"n": 1}' }]
    expect(judge({ expected: [call('a', { n: 1 })], arguments: 'exact' }, made).outcome).toBe('pass')
  })

  it('are compared as text where their JSON nests too deep to walk', () => {
    const deep = '['.repeat(50_000) + ']'.repeat(50_000)
    const made = [{ name: 'a', arguments: deep }]
    expect(judge({ expected: [{ name: 'a', arguments: deep }] }, made).outcome).toBe('pass')
    expect(judge({ expected: [call('a', [1])] }, made).outcome).toBe('fail')
  })

  it('that failed do not count where that is asked for, not even as the expected one', () => {
    const refused = { ...call('pay'), isError: true }
    const expected = { expected: [call('pay')], ignoreFailed: true }
    expect(judge(expected, [refused, call('pay')])).toMatchObject({ outcome: 'pass', score: 1 })
    expect(judge({ expected: [call('pay')] }, [refused, call('pay')]).outcome).toBe('fail')
    expect(judge(expected, [refused])).toMatchObject({ outcome: 'fail', reason: 'Tool calls differ: pay failed' })
    expect(judge({ ...expected, expected: [] }, [refused]).outcome).toBe('pass')
  })

  it('are read from the output’s messages where they are not given', () => {
    const messages = [{ role: 'assistant', parts: [{ type: 'tool_call', name: 'a', arguments: { n: 1 } }] }]
    expect(evaluate(define({ kind: 'tool_calls', expected: [call('a')] }), { output: { messages } }).outcome).toBe(
      'pass',
    )
  })

  it('say what differs: a missing call, one with other arguments, one too many, another order', () => {
    expect(
      judge({ expected: [call('pay', { amount: 5 }), call('mail')] }, [call('pay', { amount: 55 }), call('ring')]),
    ).toMatchObject({
      reason:
        'Tool calls differ: pay was called with other arguments (/amount is 55 instead of 5), mail was not called and ring was called though not expected',
    })
    expect(judge({ expected: [call('a'), call('b')], order: 'in_order' }, [call('b'), call('a')])).toMatchObject({
      reason: 'The expected calls were made in another order: b and a',
    })
  })

  it('fit whenever some way of pairing them fits, not only the first one tried', () => {
    // The general expectation could take the only call that the particular one fits.
    const made = [call('a', { n: 1 }), call('a', { n: 2 })]
    expect(judge({ expected: [call('a'), call('a', { n: 1 })] }, made).outcome).toBe('pass')
    fc.assert(
      fc.property(
        fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }),
        fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
        (order, isGeneral) => {
          const expected = order.map((n, i) => (isGeneral[i] ? call('a') : call('a', { n })))
          expect(
            judge(
              { expected },
              [0, 1, 2, 3, 4, 5].map((n) => call('a', { n })),
            ).outcome,
          ).toBe('pass')
        },
      ),
    )
  })

  it('always fit themselves, in any order of looking', () => {
    const anyCall = fc.record({
      name: fc.constantFrom('a', 'b'),
      arguments: arbitraryJson(2),
    })
    fc.assert(
      fc.property(
        fc.array(anyCall, { maxLength: 8 }),
        fc.constantFrom('any', 'in_order'),
        fc.constantFrom('exact', 'subset'),
        (calls, order, args) => {
          const made = JSON.parse(JSON.stringify(calls)) as ToolCall[]
          expect(judge({ expected: made, order, arguments: args }, made).outcome).toBe('pass')
        },
      ),
    )
  })
})

describe.skipIf(!hasSharedData)('the airline agent’s 200 conversations (skipped without ../shared)', () => {
  // Only these change anything; looking up as often as it likes is the agent's own business.
  const tools = [
    'book_reservation',
    'cancel_reservation',
    'update_reservation_baggages',
    'update_reservation_flights',
    'update_reservation_passengers',
    'send_certificate',
  ]
  const definition = define({ kind: 'tool_calls', tools, ignoreFailed: true })

  it('are judged by their actions as by the reward, but for four of 200', () => {
    const disagreements = conversations().flatMap(({ id, subject, reward, isToldAll }) => {
      const result = evaluate(definition, subject)
      return (result.outcome === 'pass') === (reward === 1) ? [] : [{ id, why: explain(result, isToldAll) }]
    })
    expect(disagreements).toEqual(expectedDisagreements)
  })

  it('of whose solved ones ten would fail for what a tool refused if that counted', () => {
    const passesOf = (rule: EvaluatorDefinition) =>
      conversations().filter(({ subject }) => evaluate(rule, subject).outcome === 'pass').length
    const counted = define({ kind: 'tool_calls', tools })
    expect({ ignored: passesOf(definition), counted: passesOf(counted) }).toEqual({ ignored: 88, counted: 78 })
  })

  function explain({ outcome }: EvaluatorResult, isToldAll: boolean): string {
    if (outcome !== 'pass') return 'succeeded by other actions than expected'
    return isToldAll ? 'its actions do not say why it failed' : 'did what it had to and did not say it'
  }
})

const expectedDisagreements = [
  { id: 'airline-2-1', why: 'did what it had to and did not say it' },
  { id: 'airline-44-1', why: 'did what it had to and did not say it' },
  { id: 'airline-44-3', why: 'did what it had to and did not say it' },
  // The expected certificate was sent; two bookings were tried and refused besides.
  { id: 'airline-46-3', why: 'its actions do not say why it failed' },
]

interface Conversation {
  readonly id: string
  readonly reward: number
  readonly subject: EvaluationSubject
  /** Whether the agent said everything that the task demands to be said. */
  readonly isToldAll: boolean
}

interface Transcript {
  readonly id: string
  readonly reward: number
  readonly expected_actions: readonly { readonly name: string; readonly kwargs: object }[]
  readonly expected_outputs: readonly string[]
  readonly messages: readonly {
    readonly role: string
    readonly content: string | null
    readonly tool_calls?: readonly unknown[]
  }[]
}

function conversations(): Conversation[] {
  const lines = readShared('data/tau-airline/transcripts.jsonl').trim().split('\n')
  const traces = readAirline(lines.length)
  return lines.map((line, index) => {
    const { id, reward, messages, ...expected } = JSON.parse(line) as Transcript
    // What stands beside a tool call is not shown to the customer.
    const shown = messages.filter(({ role, tool_calls: calls }) => role === 'assistant' && calls === undefined)
    const said = shown.map(({ content }) => (content ?? '').replaceAll(',', '')).join('\n')
    return {
      id,
      reward,
      isToldAll: expected.expected_outputs.every((output) => said.includes(output)),
      subject: {
        toolCalls: toolCallsOfSpans(traces[index]?.spans ?? []),
        expected: { toolCalls: expected.expected_actions.map(({ name, kwargs }) => call(name, kwargs)) },
      },
    }
  })
}
