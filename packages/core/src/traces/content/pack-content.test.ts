import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AttributeValue } from '../otlp/attribute-value.ts'
import { attributesFromJson } from '../otlp/attributes-text.ts'
import { type PackedContent, packContent, unpackAttributes } from './pack-content.ts'

const long = 'Where is my order? It was due on Tuesday, and nobody answers.'
const answer = 'Your order 4711 "left"\nour house on Monday; 退款政策 applies.'

const pythonJson = (value: unknown) =>
  JSON.stringify(value).replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)

const unpacked = ({ attributesJson, content }: PackedContent) =>
  unpackAttributes(attributesFromJson(attributesJson), content.join(''))

describe('packContent', () => {
  it('keeps each text once, however often and however escaped the producer repeated it', () => {
    const attributes = new Map<string, AttributeValue>([
      ['input.value', long],
      ['gen_ai.input.messages', JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: long }] }])],
      ['output.value', pythonJson({ answer })],
      ['gen_ai.output.messages', JSON.stringify([{ content: answer }])],
    ])
    const packed = packContent(attributes, [[], [long], [], [], [answer]])
    expect(packed.attributesJson).not.toContain('Tuesday')
    expect(packed.attributesJson).not.toContain('Monday')
    expect(packed.content.join('').split('Tuesday')).toHaveLength(2)
    expect(unpacked(packed)).toEqual(attributes)
  })

  it('keeps its sections apart', () => {
    const packed = packContent(new Map(), [['a', 'b'], ['c'], [], [], ['d']])
    expect(packed.content.join('')).toBe('a\x1eb\x1dc\x1d\x1d\x1dd')
  })

  it('gives back every attribute, whatever the texts and separators in them', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.string({
        unit: fc.constantFrom('\x1e', '\x1d', 'a', '"', '\\', 'é', '退', '{', '0', 'L', 'r'),
        maxLength: 60,
      }),
      fc.constant(long),
      fc.constant(answer),
    )
    const wrapped = fc.tuple(text, fc.constantFrom('raw', 'json', 'python', 'cut')).map(([value, form]) => {
      if (form === 'json') return JSON.stringify([{ content: value, again: value }])
      if (form === 'python') return pythonJson({ content: value })
      if (form === 'cut') return JSON.stringify({ content: value }).slice(0, -3)
      return value
    })
    fc.assert(
      fc.property(
        // Two sections are what was stored before the user's words stood apart.
        fc.array(fc.uniqueArray(text, { maxLength: 4 }), { minLength: 2, maxLength: 5 }),
        fc.array(wrapped, { maxLength: 6 }),
        (sections, values) => {
          const attributes = new Map<string, AttributeValue>(values.map((value, index) => [`k${index}`, value]))
          attributes.set('list', values)
          const packed = packContent(attributes, sections)
          expect(unpacked(packed)).toEqual(attributes)
        },
      ),
      { numRuns: 500 },
    )
  })
})
