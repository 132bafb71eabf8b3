import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arbitraryContent } from '../__fixtures__/arbitrary-prompt.ts'
import { contentAddressText } from '../content/content-address.ts'
import { type PromptContentInput, type PromptRole, promptContentSchema } from '../content/prompt-content.ts'
import { diffPrompts } from './diff-prompts.ts'
import { printPromptDiff } from './print-prompt-diff.ts'

const says = (role: PromptRole, content: string) => ({ role, parts: [{ type: 'text' as const, content }] })
const prompt = (content: Partial<PromptContentInput> = {}) =>
  promptContentSchema.parse({ messages: [], model: 'openai/gpt-4o', ...content })
const printed = (before: Partial<PromptContentInput>, after: Partial<PromptContentInput>) =>
  printPromptDiff(diffPrompts(prompt(before), prompt(after)))

const policy = 'You answer questions about refunds. A refund takes 14 days. Never promise money.'

describe('the diff of two versions', () => {
  it('shows a changed message word by word, and where it moved to', () => {
    const before = { messages: [says('system', policy), says('user', '{{question}}')] }
    const after = {
      messages: [
        says('system', 'Write in the language of the customer.'),
        says('system', policy.replace('14', '30')),
        says('user', '{{question}}'),
      ],
    }
    expect(printed(before, after)).toBe(
      [
        '+ message 1, system',
        '    Write in the language of the customer.',
        '~ message 1 → 2, system',
        '    You answer questions about refunds. A refund takes [-14-]{+30+} days. Never promise money.',
        '',
      ].join('\n'),
    )
  })

  it('shows model, parameters, tools and response format', () => {
    const tool = { name: 'refund', parameters: { type: 'object', properties: { id: { type: 'string' } } } }
    const before = { parameters: { temperature: 1, top_p: 0.5 }, tools: [tool, { name: 'old' }] }
    const after: Partial<PromptContentInput> = {
      model: 'openai/gpt-5',
      parameters: { temperature: 0, seed: 7 },
      tools: [{ ...tool, parameters: { type: 'object', properties: { id: { type: 'integer' } } } }, { name: 'new' }],
      responseFormat: { type: 'json_object' },
    }
    expect(printed(before, after)).toBe(
      [
        '~ model: openai/gpt-4o → openai/gpt-5',
        '~ parameter temperature: 1 → 0',
        '- parameter top_p: 0.5',
        '+ parameter seed: 7',
        '~ tool refund',
        '  ~ parameters.properties.id.type: "string" → "integer"',
        '- tool old',
        '+ tool new',
        '+ response format: {"type":"json_object"}',
        '',
      ].join('\n'),
    )
  })

  it('tells a changed role and a changed image', () => {
    const image = (content: string) => ({
      role: 'user' as const,
      parts: [{ type: 'blob' as const, mime_type: 'image/png', content }],
    })
    const text = printed(
      { messages: [says('user', policy), image('AAAA')] },
      { messages: [says('system', policy), image('AAAB')] },
    )
    expect(text).toContain('~ message 1, user → system\n')
    expect(text).toMatch(/message 2, user\n {4}\[image \(image\/png\), 4 characters of base64, #\[-\w+-\]\{\+\w+\+\}\]/)
  })

  it('keeps a long unchanged text short', () => {
    const long = 'The rules are long. '.repeat(500)
    const text = printed(
      { messages: [says('system', `${long}A.${long}`)] },
      { messages: [says('system', `${long}B.${long}`)] },
    )
    expect(text.length).toBeLessThan(400)
    expect(text).toContain('[-A-]{+B+}')
  })

  it('says "same" exactly when the addresses are the same, and otherwise shows something', () => {
    fc.assert(
      fc.property(arbitraryContent, arbitraryContent, fc.boolean(), (before, other, equal) => {
        const after = equal ? before : other
        const diff = diffPrompts(before, after)
        expect(diff.same).toBe(contentAddressText(before) === contentAddressText(after))
        const shown =
          diff.messages.some(({ kind }) => kind !== 'same') ||
          diff.model !== undefined ||
          diff.parameters.length + diff.tools.length + diff.responseFormat.length > 0 ||
          diff.toolsReordered
        expect(shown).toBe(!diff.same)
      }),
      { numRuns: 500 },
    )
  })

  it('shows something of every changed message', () => {
    fc.assert(
      fc.property(arbitraryContent, arbitraryContent, (before, after) => {
        for (const message of diffPrompts(before, after).messages) {
          if (message.kind !== 'changed') continue
          const isVisible =
            message.words.some(({ kind }) => kind !== 'same') ||
            message.details.length > 0 ||
            message.beforeRole !== message.afterRole
          expect(isVisible).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('shows a line break that moved from one part to the next', () => {
    const parts = (...texts: string[]) => texts.map((content) => ({ type: 'text' as const, content }))
    const text = printed(
      { messages: [{ role: 'user', parts: parts('a\n', 'b') }] },
      { messages: [{ role: 'user', parts: parts('a', '\nb') }] },
    )
    expect(text).toContain('~ [0].content: "a\\n" → "a"')
  })

  it('holds every message of both versions once, in order', () => {
    fc.assert(
      fc.property(arbitraryContent, arbitraryContent, (before, after) => {
        const { messages } = diffPrompts(before, after)
        const olds = messages.flatMap(({ beforeIndex }) => (beforeIndex === undefined ? [] : [beforeIndex]))
        const fresh = messages.flatMap(({ afterIndex }) => (afterIndex === undefined ? [] : [afterIndex]))
        expect(olds).toEqual(before.messages.map((_, index) => index))
        expect(fresh).toEqual(after.messages.map((_, index) => index))
      }),
    )
  })
})
