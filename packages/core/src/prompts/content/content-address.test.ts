import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../traces/index.ts'
import { arbitraryContent } from '../__fixtures__/arbitrary-prompt.ts'
import { contentAddressText } from './content-address.ts'
import { promptContentSchema } from './prompt-content.ts'
import { promptNameSchema } from './prompt-version.ts'

/** The same JSON with the keys of every object in another order. */
function reversedKeys(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => reversedKeys(item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversedKeys(item as JsonValue)]),
  )
}

describe('the address text of a content', () => {
  it('does not depend on the order of keys, nor on defaults written out', () => {
    const short = promptContentSchema.parse({ model: 'm', messages: [], tools: [{ name: 'a' }] })
    const long = promptContentSchema.parse({
      tools: [{ name: 'a', type: 'function' }],
      parameters: {},
      messages: [],
      model: 'm',
    })
    expect(contentAddressText(short)).toBe(contentAddressText(long))
    fc.assert(
      fc.property(arbitraryContent, (content) => {
        const again = promptContentSchema.parse(reversedKeys(content as unknown as JsonValue))
        expect(contentAddressText(again)).toBe(contentAddressText(content))
      }),
    )
  })

  it('stays what it was in earlier releases, or every version would get a new id', () => {
    const content = promptContentSchema.parse({
      model: 'openai/gpt-4o',
      messages: [{ role: 'user', parts: [{ type: 'text', content: 'Hi {{name}}' }] }],
      parameters: { temperature: 0.2 },
    })
    expect(contentAddressText(content)).toBe(
      'pawl.prompt.1\n{"messages":[{"parts":[{"content":"Hi {{name}}","type":"text"}],"role":"user"}],' +
        '"model":"openai/gpt-4o","parameters":{"temperature":0.2},"tools":[]}',
    )
  })
})

describe('a content', () => {
  const parse = (fields: object) => promptContentSchema.safeParse({ model: 'm', messages: [], ...fields })

  it('refuses what no model can be asked with, and says where', () => {
    const problems = [
      { parameters: { temperature: 'hot' } },
      { parameters: { max_tokens: 0 } },
      { tools: [{ name: 'a' }, { name: 'a' }] },
      { messages: [{ role: 'developer', parts: [{ type: 'text', content: '' }] }] },
      { responseFormat: { type: 'json_schema', schema: 'object' } },
      { top_p: 1 },
    ].map((fields) => parse(fields).error?.issues[0]?.path.join('.'))
    expect(problems).toEqual([
      'parameters.temperature',
      'parameters.max_tokens',
      'tools.1.name',
      'messages.0.role',
      'responseFormat.schema',
      '',
    ])
  })

  it('refuses values that are not JSON, or too deep to walk', () => {
    let deep: unknown = 1
    for (let level = 0; level < 5000; level++) deep = [deep]
    for (const value of [Number.NaN, new Date(0), new Map(), undefined, deep]) {
      expect(parse({ parameters: { x: value } }).success).toBe(false)
    }
  })
})

describe('the name of a prompt', () => {
  it('may be any words, but for "@", line breaks and blanks at its ends', () => {
    const isName = (text: string) => promptNameSchema.safeParse(text).success
    expect(['a', 'Text Summarizer', 'triage/bugs: v2 & more', '退款'].every(isName)).toBe(true)
    expect(['', ' a', 'a ', 'a@3', 'a\nb', 'x'.repeat(101)].some(isName)).toBe(false)
  })
})
