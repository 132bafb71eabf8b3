import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../errors/index.ts'
import { arbitraryContent, arbitraryText, arbitraryTextContent } from '../__fixtures__/arbitrary-prompt.ts'
import type { PromptContent } from '../content/prompt-content.ts'
import { renderPrompt } from '../template/render-prompt.ts'
import { type PromptFile, promptFileForm } from './prompt-file.ts'
import { readPromptYaml, writePromptYaml } from './prompt-yaml.ts'

const failure = (text: string, form: 'pawl' | 'github' = 'pawl') => {
  try {
    readPromptYaml(text, form)
  } catch (error) {
    if (AppError.isInstance(error)) return `${error.where} | ${error.message}`
    throw error
  }
  return 'read'
}

const summarizer = `name: Text Summarizer
description: Summarizes input text concisely
model: openai/gpt-4o-mini
modelParameters:
  temperature: 0.5
  maxTokens: 200
messages:
  - role: system
    content: You are a text summarizer.
  - role: user
    content: |
      Summarize the text between the tags.
      <text>
      {{input}}
      </text>
responseFormat: json_schema
jsonSchema: |-
  {"name": "summary", "strict": true, "schema": {"type": "object"}}
testData:
  - input: The quick brown fox jumped over the lazy dog.
    expected: A fox jumped.
evaluators:
  - name: Is a summary
    string:
      startsWith: Summary
`

describe("GitHub's .prompt.yml", () => {
  it('is read with its parameters, response schema, rows and checks', () => {
    const { file, unknownKeys } = readPromptYaml(summarizer, 'github')
    expect(unknownKeys).toEqual([])
    expect(file).toMatchObject({
      name: 'Text Summarizer',
      description: 'Summarizes input text concisely',
      content: {
        model: 'openai/gpt-4o-mini',
        parameters: { temperature: 0.5, max_tokens: 200 },
        responseFormat: { type: 'json_schema', name: 'summary', strict: true, schema: { type: 'object' } },
      },
      testData: [{ input: 'The quick brown fox jumped over the lazy dog.', expected: 'A fox jumped.' }],
      evaluators: [{ name: 'Is a summary', string: { startsWith: 'Summary' } }],
    })
    const [row] = file.testData as { input: string }[]
    const rendered = renderPrompt(file.content, { variables: { input: row?.input ?? '' }, messages: [] })
    expect(rendered.messages[1]?.parts[0]).toMatchObject({ content: expect.stringContaining('\nThe quick brown fox') })
  })

  it('is written again as it was read', () => {
    const { file } = readPromptYaml(summarizer, 'github')
    const { text, losses } = writePromptYaml(file, 'github')
    expect(losses).toEqual([])
    expect(readPromptYaml(text, 'github').file).toEqual(file)
    expect(text).toContain('content: |\n      Summarize the text')
  })

  it('may hold its schema as a mapping, as older files do', () => {
    const old = 'model: m\nmessages: []\nresponseFormat: json_schema\njsonSchema:\n  type: object\n'
    expect(readPromptYaml(old, 'github').file.content.responseFormat).toEqual({
      type: 'json_schema',
      name: 'response',
      schema: { type: 'object' },
    })
  })

  it('keeps backslashes before variables, which mean nothing there', () => {
    const text = "model: m\nmessages:\n  - role: user\n    content: 'C:\\{{file}} \\\\{{file}}'\n"
    const { file } = readPromptYaml(text, 'github')
    const rendered = renderPrompt(file.content, { variables: { file: 'a' }, messages: [] })
    expect(rendered.messages[0]?.parts).toEqual([{ type: 'text', content: 'C:\\a \\\\a' }])
    expect(readPromptYaml(writePromptYaml(file, 'github').text, 'github').file).toEqual(file)
  })

  it('says what it cannot hold, and refuses what would be another prompt', () => {
    const [part] = [{ type: 'text' as const, content: 'Write \\{{name}}' }]
    const content: PromptContent = {
      model: 'm',
      parameters: {},
      tools: [{ type: 'function', name: 'look_up' }],
      messages: [{ role: 'user', name: 'ada', parts: [part] }],
    }
    expect(writePromptYaml({ content, note: 'n', extra: {} }, 'github').losses).toEqual([
      'note: this form has none',
      'tools: kept in the file, but GitHub does not read them',
      'messages[0].name: this form has none',
      'messages[0].content: braces that are text here are a variable there',
    ])
    const image: PromptContent = { ...content, messages: [{ role: 'user', parts: [part, part] }] }
    expect(() => writePromptYaml({ content: image, extra: {} }, 'github')).toThrow('messages[0]: is more than one text')
  })

  it('gives back every prompt that it can hold without a loss', () => {
    let whole = 0
    fc.assert(
      fc.property(arbitraryTextContent, arbitraryText, (content, description) => {
        const file: PromptFile = { name: 'p', description, content, extra: { team: ['a'] }, testData: [{ a: 1 }] }
        const { text, losses } = writePromptYaml(file, 'github')
        if (losses.some((loss) => loss.startsWith('messages'))) return
        whole++
        expect(readPromptYaml(text, 'github')).toEqual({ file, unknownKeys: ['team'] })
      }),
      { numRuns: 300 },
    )
    expect(whole).toBeGreaterThan(50)
  })
})

describe("Pawl's form", () => {
  it('gives back every prompt', () => {
    fc.assert(
      fc.property(arbitraryContent, arbitraryText, (content, note) => {
        const file: PromptFile = { name: 'p', note, content, extra: { 'x-team': 'a' }, evaluators: ['e'] }
        const { text, losses } = writePromptYaml(file, 'pawl')
        expect(losses).toEqual([])
        expect(readPromptYaml(text, 'pawl')).toEqual({ file, unknownKeys: ['x-team'] })
      }),
      { numRuns: 500 },
    )
  })

  it('reads well: a text is a text, empty fields are left out', () => {
    const content: PromptContent = {
      model: 'openai/gpt-4o',
      parameters: {},
      tools: [],
      messages: [
        { role: 'system', parts: [{ type: 'text', content: 'Be kind.\nBe short.\n' }] },
        { role: 'user', parts: [{ type: 'uri', modality: 'image', uri: '{{photo}}' }] },
      ],
    }
    expect(writePromptYaml({ name: 'refund', content, extra: {} }, 'pawl').text).toBe(
      `name: refund
model: openai/gpt-4o
messages:
  - role: system
    content: |
      Be kind.
      Be short.
  - role: user
    content:
      - type: uri
        modality: image
        uri: "{{photo}}"
`,
    )
  })

  it('reports unknown keys with their path, and keeps those of the top level', () => {
    const { file, unknownKeys } = readPromptYaml(
      'model: m\nowner: ada\nmessages:\n  - {role: user, content: a, cache: true}\ntools:\n  - {name: t, strict: true}\n',
      'pawl',
    )
    expect(unknownKeys).toEqual(['messages[0].cache', 'tools[0].strict', 'owner'])
    expect(file.extra).toEqual({ owner: 'ada' })
    expect(readPromptYaml(writePromptYaml(file, 'pawl').text, 'pawl').file).toEqual(file)
  })

  it('says where a file is wrong', () => {
    expect(failure('model: m\nmessages:\n  - role: user\n   content: a\n')).toMatch(/^line 4, column \d+ \| /)
    expect(failure('model: m\nmodel: n\n')).toMatch(/^line 2, .*unique/)
    expect(failure('model: m\nmessages: [{role: bot, content: a}]')).toMatch(/^messages\[0\]\.role \| /)
    expect(failure('model: m\nmessages: [{role: user, content: 12}]')).toMatch(/^messages\[0\]\.content \| .*neither/)
    expect(failure('messages: []')).toMatch(/^model \| /)
    expect(failure('model: m\nparameters: {temperature: hot}')).toMatch(/^parameters\.temperature \| /)
    expect(failure('- a')).toMatch(/^file \| .*must be a JSON object/)
    expect(failure('model: m\nmessages: [{role: tool, content: a}]', 'github')).toMatch(/^messages\[0\]\.role/)
    expect(failure('model: m\nmessages: []\nresponseFormat: json_schema', 'github')).toMatch(/^jsonSchema \| .*missing/)
    expect(failure('model: m\nmessages: []\njsonSchema: "{"', 'github')).toMatch(/^jsonSchema \| /)
    expect(failure('model: m\nmessages: []\nmodelParameters: {topP: 1, top_p: 0}', 'github')).toMatch(/second time/)
  })

  it('refuses YAML that unfolds or nests without end, quickly', () => {
    const started = performance.now()
    const bomb = Array.from({ length: 30 }, (_, i) => `a${i}: &a${i} [${i === 0 ? 'x' : `*a${i - 1}, *a${i - 1}`}]`)
    expect(failure(bomb.join('\n'))).toMatch(/^file \| /)
    expect(failure(`model: ${'['.repeat(20_000)}`)).not.toBe('read')
    expect(failure('model: !!js/function "x"\nmessages: []')).toBe('read')
    expect(performance.now() - started).toBeLessThan(20_000)
  })
})

describe('a hostile file', () => {
  it('cannot set what every object inherits', () => {
    const messages = 'messages:\n  - {role: user, content: a}\n'
    expect(failure(`model: m\n__proto__: {polluted: true}\n${messages}`)).toContain('without the key "__proto__"')
    expect(failure('model: m\nmessages:\n  - {role: user, content: a, __proto__: {x: 1}}\n')).not.toBe('read')
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
    const { file, unknownKeys } = readPromptYaml(`model: m\nconstructor: 1\n${messages}`, 'pawl')
    expect(unknownKeys).toEqual(['constructor'])
    expect(writePromptYaml(file, 'pawl').text).toContain('constructor: 1')
  })
})

describe('the form of a file', () => {
  it('follows from its name', () => {
    expect(['a/b.prompt.yml', 'b.PROMPT.yaml', 'b.yml', 'prompt.yml'].map(promptFileForm)).toEqual([
      'github',
      'github',
      'pawl',
      'pawl',
    ])
  })
})
