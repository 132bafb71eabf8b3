import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { previewMapping, rowFromMappedTrace, rowMappingSchema } from '../../index.ts'
import { recordedTrace } from '../../testing/recorded-trace.ts'
import { maker } from '../__fixtures__/sample-rows.ts'
import { followPath, formatPath, parsePath } from './value-path.ts'

const trace = (plan: string | undefined, answer: string) =>
  recordedTrace([
    {
      name: 'support',
      kind: 'agent',
      inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'Refund?' }] }],
      outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: answer }] }],
      metadata: plan === undefined ? {} : { plan },
    },
    {
      name: 'find_order',
      parent: 'support',
      kind: 'tool',
      tool: { name: 'find_order', arguments: { id: 7 }, result: { total: 20 } },
    },
  ])

describe('a mapping of traces', () => {
  const mapping = rowMappingSchema.parse({
    variables: { question: 'root.asked', plan: 'root.metadata.plan', total: 'spans.find_order.tool.result.total' },
    reference: 'root.outputText',
    labels: ['customer_visible'],
    evaluators: ['cites_limit@1'],
  })

  it('fills the fields it names and leaves the others as the trace alone makes them', () => {
    const { row, problems } = rowFromMappedTrace(trace('gold', 'Yes'), mapping, maker)
    expect(problems).toEqual([])
    expect(row).toMatchObject({
      input: { variables: { question: 'Refund?', plan: 'gold', total: 20 }, messages: [] },
      reference: 'Yes',
      labels: ['customer_visible'],
      evaluators: ['cites_limit@1'],
      context: { toolCalls: [{ name: 'find_order', result: { total: 20 } }] },
      source: { kind: 'trace' },
    })
  })

  it('is previewed: every row, and each problem with how many traces have it and what is there instead', () => {
    const preview = previewMapping(
      [trace('gold', 'a'), trace(undefined, 'b'), trace(undefined, 'c'), []],
      mapping,
      maker,
    )
    expect(preview.rows).toHaveLength(3)
    expect(preview.rows[1]?.row.input.variables).toEqual({ question: 'Refund?', total: 20 })
    expect(preview.problems).toEqual([
      {
        field: 'variables.plan',
        message: 'There is nothing at root.metadata.plan',
        fix: 'root.metadata holds nothing further: choose another path',
        traceCount: 2,
        exampleTraceId: expect.any(String),
      },
    ])
  })

  it('without any field is the row of the whole trace', () => {
    expect(rowFromMappedTrace(trace('gold', 'a'), {}, maker).row.input.messages).toHaveLength(1)
  })

  it('takes messages from where it is told', () => {
    const { row } = rowFromMappedTrace(trace('gold', 'a'), { messages: 'root.inputMessages' }, maker)
    expect(row.input).toEqual({
      variables: {},
      messages: [{ role: 'user', parts: [{ type: 'text', content: 'Refund?' }] }],
    })
  })

  it('says so when a trace does not tell what went in', () => {
    const silent = recordedTrace([{ name: 'x' }])
    expect(rowFromMappedTrace(silent, {}, maker).problems).toMatchObject([{ field: 'input' }])
  })

  it('is refused with a path that is none', () => {
    expect(rowMappingSchema.safeParse({ reference: 'a..b' }).success).toBe(false)
    expect(rowMappingSchema.safeParse({ variables: { a: '' } }).success).toBe(false)
  })
})

describe('a path', () => {
  it('leads to any part of any JSON', () => {
    const steps = fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.nat(20)), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(steps, (wanted) => {
        expect(parsePath(formatPath(wanted))).toEqual(wanted)
      }),
    )
  })

  it('counts from the end with a negative index, and takes own keys only', () => {
    const data = { list: [1, { a: 2 }] }
    expect(followPath(data, parsePath('list[-1].a') ?? [])).toEqual({ found: true, value: 2 })
    expect(followPath(data, ['constructor'])).toEqual({ found: false, reached: '', keys: ['list'] })
    expect(followPath(data, ['list', 'length'])).toMatchObject({ found: false, reached: 'list' })
  })

  it.each(['', '.a', 'a.', 'a..b', 'a[', 'a[x]', 'a["b]', '[1', 'a b"'])('%j is none', (path) => {
    expect(parsePath(path)).toBeUndefined()
  })
})
