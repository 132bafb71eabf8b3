import { describe, expect, it } from 'vitest'
import { jsonObjectSchema, jsonValueSchema, messageSchema } from '../index.ts'
import { derive } from './__fixtures__/sent-span.ts'

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`
const accepts = (value: unknown): boolean => jsonValueSchema.safeParse(value).success

describe('plain JSON', () => {
  it('is what a JSON text can say and a copy keeps', () => {
    expect([null, 0, '', [], {}, { a: [1, { b: null }] }].every(accepts)).toBe(true)
    const others = [
      undefined,
      Number.NaN,
      1 / 0,
      new Date(0),
      new Map(),
      { a: undefined },
      JSON.parse('{"__proto__":1}'),
    ]
    expect(others.some(accepts)).toBe(false)
    expect(jsonObjectSchema.safeParse([]).success).toBe(false)
  })

  it('holds whatever a span holds, and is refused where walking it could exhaust the stack', () => {
    const call = {
      role: 'assistant',
      parts: [{ type: 'tool_call', name: 'f', arguments: JSON.parse(nested(190)) as unknown }],
    }
    const { outputMessages } = derive({ attributes: { 'gen_ai.output.messages': JSON.stringify([call]) } })
    expect(outputMessages).toEqual([call])
    expect(outputMessages.every((message) => messageSchema.safeParse(message).success)).toBe(true)
    expect(accepts(JSON.parse(nested(100_000)))).toBe(false)
  })
})
