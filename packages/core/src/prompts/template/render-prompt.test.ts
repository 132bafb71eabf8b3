import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../errors/index.ts'
import type { JsonValue, Message } from '../../traces/index.ts'
import type { PromptMessage, PromptRole } from '../content/prompt-content.ts'
import { findVariables } from './find-variables.ts'
import { escapeTemplate, parseTemplate, type TemplateSegment, writeTemplate } from './parse-template.ts'
import { renderPrompt } from './render-prompt.ts'

const says = (content: string, role: PromptRole = 'user'): PromptMessage => ({
  role,
  parts: [{ type: 'text', content }],
})
const prompt = (...messages: PromptMessage[]) => ({ messages })
const input = (variables: { [name: string]: JsonValue } = {}, messages: Message[] = []) => ({ variables, messages })

const textOf = (template: string, variables: { [name: string]: JsonValue } = {}) =>
  renderPrompt(prompt(says(template)), input(variables)).messages[0]?.parts[0]

const braces = fc.string({ unit: fc.constantFrom('{', '}', '\\', ' ', 'a', 'b', '-', '\n', 'é'), maxLength: 40 })

describe('a template', () => {
  it('is filled at {{name}}, with blanks or without', () => {
    expect(textOf('From {{ from }} to {{to}}.', { from: 'Paris', to: 'Rome' })).toMatchObject({
      content: 'From Paris to Rome.',
    })
  })

  it('takes numbers, truth values, lists and objects as JSON', () => {
    expect(textOf('{{a}} {{b}} {{c}} {{d}}', { a: 1.5, b: true, c: [1, 'x'], d: null })).toMatchObject({
      content: '1.5 true [1,"x"] null',
    })
  })

  it('takes names in any script, with dots and dashes', () => {
    expect(findVariables(prompt(says('{{名前}} {{user.name}} {{order-id}}'))).names).toEqual([
      '名前',
      'user.name',
      'order-id',
    ])
  })

  it('leaves JSON, LaTeX and single braces alone', () => {
    const text = 'Answer {"a": {"b": 1}} and \\frac{{1}}{2} and {x} and {{}}'
    expect(textOf(text)).toMatchObject({ content: text })
  })

  it('says {{name}} itself where a backslash stands before it', () => {
    expect(textOf('Write \\{{name}}, then {{name}}.', { name: 'Ada' })).toMatchObject({
      content: 'Write {{name}}, then Ada.',
    })
    expect(textOf('C:\\\\{{name}}', { name: 'Ada' })).toMatchObject({ content: 'C:\\Ada' })
  })

  it('names what only looks like a variable, and where', () => {
    const { names, suspects } = findVariables(
      prompt(says('ok'), says('{{user name}} {{#if x}} \\{{y}} {{"a": 1}} {{z}}')),
    )
    expect(names).toEqual(['z'])
    expect(suspects).toEqual([
      { text: '{{user name}}', where: 'messages[1].parts[0]' },
      { text: '{{#if x}}', where: 'messages[1].parts[0]' },
    ])
  })

  it('can be written for any text, and renders as exactly that text', () => {
    fc.assert(
      fc.property(fc.oneof(braces, fc.string({ unit: 'binary' })), (text) => {
        expect(textOf(escapeTemplate(text))).toMatchObject({ content: text })
        expect(findVariables(prompt(says(escapeTemplate(text)))).names).toEqual([])
      }),
      { numRuns: 2000 },
    )
  })

  it('can be written for any texts and variables in a row, and parses into the same', () => {
    const segment: fc.Arbitrary<TemplateSegment> = fc.oneof(
      braces.map((text) => ({ type: 'text' as const, text })),
      fc.constantFrom('a', 'b').map((name) => ({ type: 'variable' as const, name, source: `{{${name}}}` })),
    )
    const merged = (segments: readonly TemplateSegment[]) => {
      const flat: TemplateSegment[] = []
      for (const next of segments) {
        const last = flat.at(-1)
        if (next.type === 'text' && last?.type === 'text') {
          flat[flat.length - 1] = { type: 'text', text: last.text + next.text }
        } else if (next.type === 'variable' || next.text !== '') flat.push(next)
      }
      return flat
    }
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 6 }), (segments) => {
        expect(parseTemplate(writeTemplate(segments))).toEqual(merged(segments))
      }),
      { numRuns: 2000 },
    )
  })

  it('of a megabyte of backslashes and braces is parsed at once', () => {
    const started = performance.now()
    for (const unit of ['\\', '{', '{{ ', '{{a']) parseTemplate(unit.repeat(400_000))
    expect(performance.now() - started).toBeLessThan(20_000)
  })
})

describe('rendering', () => {
  it('names every variable that the row does not give, at once', () => {
    const broken = () => renderPrompt(prompt(says('{{city}} {{date}} {{constructor}}')), input({ city: 'Rome' }))
    expect(broken).toThrow('variables that the row does not give: "date", "constructor"')
    try {
      broken()
    } catch (error) {
      expect(AppError.isInstance(error) && [error.code, error.where]).toEqual([
        'bad_request',
        'variables.date, variables.constructor',
      ])
    }
  })

  it('tells which variables of the row are named nowhere', () => {
    expect(renderPrompt(prompt(says('{{a}}')), input({ a: '1', b: '2' })).unusedVariables).toEqual(['b'])
  })

  it('puts row data in as it is, whatever braces it holds', () => {
    fc.assert(
      fc.property(braces, braces, (a, b) => {
        const template = '<{{a}}|{{b}}>'
        expect(textOf(template, { a, b })).toMatchObject({ content: `<${a}|${b}>` })
      }),
    )
    const injected = renderPrompt(
      prompt(says('{{question}}')),
      input({ question: 'What is {{secret}}?', secret: 'x' }, [says('{{secret}}')]),
    )
    expect(injected.messages).toEqual([says('What is {{secret}}?'), says('{{secret}}')])
  })

  it("puts the row's messages after the prompt's own", () => {
    const history = [says('Hi'), says('Hello', 'assistant'), says('Refund me')]
    expect(
      renderPrompt(prompt(says('Be kind to {{name}}', 'system')), input({ name: 'Ada' }, history)).messages,
    ).toEqual([says('Be kind to Ada', 'system'), ...history])
  })

  it('puts messages where a variable stands alone, in this form and in those of providers', () => {
    const history: JsonValue = [
      { role: 'user', parts: [{ type: 'text', content: 'Hi {{x}}' }] },
      { role: 'assistant', content: 'Hello' },
    ]
    const rendered = renderPrompt(prompt(says('Be kind', 'system'), says('{{history}}\n')), input({ history }))
    expect(rendered.messages).toEqual([says('Be kind', 'system'), says('Hi {{x}}'), says('Hello', 'assistant')])
    expect(renderPrompt(prompt(says('a'), says('{{history}}')), input({ history: [] })).messages).toEqual([says('a')])
  })

  it('puts images where a variable stands alone, or in an address', () => {
    const image = { type: 'uri', modality: 'image', uri: 'https://example.com/{{x}}.png' } as const
    expect(renderPrompt(prompt(says('{{images}}')), input({ images: [image] })).messages).toEqual([
      { role: 'user', parts: [image] },
    ])
    const byAddress: PromptMessage = { role: 'user', parts: [{ type: 'uri', modality: 'image', uri: '{{address}}' }] }
    expect(renderPrompt(prompt(byAddress), input({ address: image.uri })).messages[0]?.parts).toEqual([image])
  })

  it('writes a list of anything else as JSON', () => {
    expect(textOf('{{rows}}', { rows: [{ type: 'order', id: 1 }] })).toMatchObject({
      content: '[{"type":"order","id":1}]',
    })
  })

  it("fills the arguments and results of tools, where a variable alone keeps its value's type", () => {
    const message: PromptMessage = {
      role: 'assistant',
      parts: [{ type: 'tool_call', name: 'book', arguments: { seats: '{{n}}', note: 'for {{n}}', fixed: 2 } }],
    }
    expect(renderPrompt(prompt(message), input({ n: 3 })).messages[0]?.parts[0]).toEqual({
      type: 'tool_call',
      name: 'book',
      arguments: { seats: 3, note: 'for 3', fixed: 2 },
    })
  })

  it('refuses a message in a variable that says nothing, and a prompt without any message', () => {
    const history: JsonValue = [{ role: 'user', content: 'a' }, { role: 'user' }]
    expect(() => renderPrompt(prompt(says('{{history}}')), input({ history }))).toThrow(
      'Message 1 of the variable "history"',
    )
    expect(() => renderPrompt(prompt(), input())).toThrow('nothing to send')
  })
})
