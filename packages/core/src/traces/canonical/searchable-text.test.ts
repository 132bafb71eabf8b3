import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { derive, json } from './__fixtures__/sent-span.ts'
import { previewText, searchableText } from './searchable-text.ts'

const bytes = 'iVBORw0KGgoAAAANSUhEUgAA'.repeat(40)

describe('searchableText', () => {
  it('has messages, thoughts, tool calls and results, system text, and no media', () => {
    const span = derive({
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.system_instructions': json([{ type: 'text', content: '退款政策' }]),
        'gen_ai.input.messages': json([
          {
            role: 'user',
            parts: [
              { type: 'text', content: `Look: ![](data:image/png;base64,${bytes}) here` },
              { type: 'blob', modality: 'image', mime_type: 'image/png', content: bytes },
              { type: 'x_document', content: 'a generic part' },
            ],
          },
          {
            role: 'tool',
            parts: [{ type: 'tool_call_response', id: 'c', response: { image: bytes, caption: 'a cat' } }],
          },
        ]),
        'gen_ai.output.messages': json([
          {
            role: 'assistant',
            parts: [
              { type: 'reasoning', content: 'Hm.' },
              { type: 'tool_call', id: 'c', name: 'search', arguments: { query: 'cats', top: 3 } },
            ],
          },
        ]),
      },
    })
    const { input, output } = searchableText(span)
    expect(input).toBe('退款政策\nLook: ![]() here\na generic part\ncaption: a cat')
    expect(output).toBe('Hm.\nsearch\nquery: cats\ntop: 3')
  })

  it('has a tool’s arguments and result, a query and documents, and plain input and output', () => {
    const tool = derive({
      attributes: {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.call.arguments': json({ city: 'Paris', days: [1, 2] }),
        'gen_ai.tool.call.result': 'sunny',
      },
    })
    expect(searchableText(tool)).toEqual({ input: 'city: Paris\ndays: 1\ndays: 2', output: 'sunny' })
    const retriever = derive({
      attributes: {
        'gen_ai.operation.name': 'retrieval',
        'gen_ai.retrieval.query.text': 'refunds',
        'gen_ai.retrieval.documents': json([{ id: 'd1', content: 'In 30 days.' }, { id: 'd2' }]),
      },
    })
    expect(searchableText(retriever)).toEqual({ input: 'refunds', output: 'In 30 days.\nd2' })
    const chain = derive({
      attributes: {
        'openinference.span.kind': 'CHAIN',
        'input.value': json({ file: `data:application/pdf;base64,${bytes}`, q: 'why' }),
      },
    })
    expect(searchableText(chain)).toEqual({ input: 'q: why', output: '' })
  })
})

describe('previewText', () => {
  it('shows what the user said last on one line, and the answer', () => {
    const span = derive({
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.input.messages': json([
          { role: 'user', content: 'first' },
          { role: 'assistant', content: 'yes?' },
          { role: 'user', content: 'second\n\n  line' },
        ]),
        'gen_ai.output.messages': json([{ role: 'assistant', content: 'An answer that is rather long' }]),
      },
    })
    expect(previewText(span, 20)).toEqual({ input: 'second line', output: 'An answer that is r…' })
  })

  it('is never longer than asked, and never ends in half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(60), (content, max) => {
        const span = derive({ attributes: { 'openinference.span.kind': 'CHAIN', 'input.value': `x${content}` } })
        const { input } = previewText(span, max)
        expect(input.length).toBeLessThanOrEqual(max)
        expect(input.isWellFormed?.() ?? true).toBe(true)
      }),
    )
  })
})
