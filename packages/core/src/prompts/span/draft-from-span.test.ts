import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasSharedData, listShared, readShared } from '../../testing/shared-data.ts'
import {
  type CanonicalSpan,
  decodeLogsJson,
  decodeTracesJson,
  deriveSpan,
  type Message,
  type MessagePart,
} from '../../traces/index.ts'
import { arbitraryContent } from '../__fixtures__/arbitrary-prompt.ts'
import { renderPrompt } from '../template/render-prompt.ts'
import { draftFromSpan } from './draft-from-span.ts'
import type { PromptMark } from './prompt-mark.ts'
import { spanMessages } from './span-messages.ts'

const text = (content: string): MessagePart => ({ type: 'text', content })
const says = (role: string, content: string): Message => ({ role, parts: [text(content)] })

const emptySpan: CanonicalSpan = {
  kind: 'llm',
  producer: 'otel-genai',
  provider: 'openai',
  requestModel: 'gpt-4o-mini',
  parameters: {},
  systemInstructions: [],
  inputMessages: [],
  outputMessages: [],
  toolDefinitions: [],
  documents: [],
  finishReasons: [],
  status: 'unset',
  tags: [],
  metadata: {},
  scores: [],
  externalContent: [],
  isPlaceholder: false,
}
const call = (fields: Partial<CanonicalSpan>): CanonicalSpan => ({ ...emptySpan, ...fields })

const support = call({
  systemInstructions: [text('You help Ada of Paris. Write {{name}} as it is.')],
  inputMessages: [says('user', 'Hi'), says('assistant', 'Hello Ada'), says('user', 'Weather in Paris?')],
})

const again = (span: CanonicalSpan, marks: readonly PromptMark[]) => {
  const draft = draftFromSpan(span, { marks })
  return renderPrompt(draft.content, draft.input)
}

describe('a prompt from a model call', () => {
  it('makes marked stretches and values variables, and leaves braces that were text as text', () => {
    const marks: PromptMark[] = [
      { variable: 'name', message: 0, part: 0, from: 9, to: 12 },
      { variable: 'city', value: 'Paris' },
    ]
    const draft = draftFromSpan(support, { marks })
    expect(draft.content.messages).toEqual([
      says('system', 'You help {{name}} of {{city}}. Write \\{{name}} as it is.'),
    ])
    expect(draft.input.variables).toEqual({ name: 'Ada', city: 'Paris' })
    expect(draft.input.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user'])
  })

  it('owns as many messages as the marks reach, and takes whole messages as one variable', () => {
    const marks: PromptMark[] = [
      { variable: 'history', fromMessage: 1, toMessage: 3 },
      { variable: 'question', message: 3, part: 0, from: 0, to: 17 },
    ]
    const draft = draftFromSpan(support, { marks })
    expect(draft.content.messages.slice(1)).toEqual([says('user', '{{history}}'), says('user', '{{question}}')])
    expect(draft.input).toEqual({
      variables: { history: [says('user', 'Hi'), says('assistant', 'Hello Ada')], question: 'Weather in Paris?' },
      messages: [],
    })
  })

  it('sends the messages of the call again, whatever is marked', () => {
    fc.assert(
      fc.property(arbitraryContent, fc.array(fc.nat(), { maxLength: 8 }), (content, picks) => {
        const span = call({ inputMessages: content.messages as readonly Message[] })
        const { messages } = spanMessages(span)
        const marks: PromptMark[] = []
        let last = -1
        for (const [nth, pick] of picks.entries()) {
          const message = pick % messages.length
          const part = messages[message]?.parts[0]
          if (message <= last || part?.type !== 'text' || part.content === '') continue
          last = message
          const from = pick % part.content.length
          marks.push(
            pick % 3 === 0
              ? { variable: `v${nth}`, fromMessage: message, toMessage: message + 1 }
              : { variable: `v${nth}`, message, part: 0, from, to: part.content.length },
          )
        }
        expect(again(span, marks)).toEqual({ messages, unusedVariables: [] })
      }),
      { numRuns: 500 },
    )
  })

  it('takes model, parameters, tools and response schema, in the conventions’ names', () => {
    const schema = { type: 'object', properties: { city: { type: 'string' } } }
    const span = call({
      inputMessages: [says('developer', 'a'), says('user', 'b')],
      toolDefinitions: [{ type: 'function', name: 'look_up', parameters: schema }],
      parameters: {
        temperature: '0.5',
        max_completion_tokens: 100,
        stop: ['x'],
        stream: true,
        top_p: 'high',
        response_format: { type: 'json_schema', json_schema: { name: 'place', strict: true, schema } },
      },
    })
    const { content, left } = draftFromSpan(span, { marks: [] })
    expect(content).toEqual({
      model: 'openai/gpt-4o-mini',
      messages: [says('system', 'a')],
      parameters: { temperature: 0.5, max_tokens: 100, stop_sequences: ['x'] },
      tools: [{ type: 'function', name: 'look_up', parameters: schema }],
      responseFormat: { type: 'json_schema', name: 'place', strict: true, schema },
    })
    expect(left).toEqual(['parameter top_p: its value "high" cannot be used'])
  })

  it('says what it had to leave out', () => {
    const span = call({
      inputMessages: [
        { role: 'assistant', parts: [{ type: 'reasoning', content: 'hm' }, text('a')] },
        says('critic', 'no'),
      ],
    })
    expect(draftFromSpan(span, { marks: [] }).left).toEqual([
      'message 1: a part of type "reasoning" is left out',
      'message 2: left out, its role "critic" is none of system, user, assistant, tool',
    ])
  })

  it('does not repeat system instructions that came apart and as a message too', () => {
    const span = call({
      systemInstructions: [text('Be kind')],
      inputMessages: [says('system', 'Be kind'), says('user', 'Hi')],
    })
    expect(spanMessages(span).messages.map(({ role }) => role)).toEqual(['system', 'user'])
  })

  it('refuses marks that do not fit, saying which and why', () => {
    const broken =
      (...marks: PromptMark[]) =>
      () =>
        draftFromSpan(support, { marks })
    expect(broken({ variable: 'a', value: 'Rome' })).toThrow('"a" cannot be made: the text "Rome" stands nowhere')
    expect(broken({ variable: 'a', message: 0, part: 3, from: 0, to: 1 })).toThrow('no text in part 4')
    expect(broken({ variable: 'a', message: 0, part: 0, from: 5, to: 900 })).toThrow('the text has 47 characters')
    expect(broken({ variable: 'a', fromMessage: 1, toMessage: 9 })).toThrow('the prompt has 4 messages')
    expect(
      broken(
        { variable: 'a', message: 0, part: 0, from: 0, to: 5 },
        { variable: 'b', message: 0, part: 0, from: 4, to: 8 },
      ),
    ).toThrow('"b" overlaps')
    expect(
      broken(
        { variable: 'a', message: 0, part: 0, from: 0, to: 3 },
        { variable: 'a', message: 0, part: 0, from: 4, to: 8 },
      ),
    ).toThrow('two places that differ: "You" and "help"')
  })

  it('refuses a span that is no model call, has no model or was recorded without messages', () => {
    expect(() => draftFromSpan({ ...support, kind: 'tool' }, { marks: [] })).toThrow('of kind "tool"')
    const { requestModel: _, ...nameless } = support
    expect(() => draftFromSpan(nameless, { marks: [] })).toThrow('names no model')
    expect(draftFromSpan(nameless, { marks: [], model: 'm' }).content.model).toBe('m')
    const setting = 'CAPTURE=true'
    const missing = call({ missingContent: { producer: 'otel-genai', setting } })
    expect(() => draftFromSpan(missing, { marks: [] })).toThrow(
      expect.objectContaining({ fix: `Set ${setting} in the application` }),
    )
  })

  it.skipIf(!hasSharedData)(
    'can be made from every recorded model call that has messages (needs the recorded payloads)',
    () => {
      const files = listShared('fixtures/otlp', '.json').concat(listShared('data/trail-gaia', '.otlp.json'))
      let made = 0
      for (const file of files.filter((path) => !path.includes('-logs-'))) {
        const logs = files
          .filter((path) => path.includes('-logs-') && path.split('/').at(-2) === file.split('/').at(-2))
          .flatMap((path) => decodeLogsJson(readShared(path)).groups)
          .flatMap((group) => group.items)
        for (const { items, resource, scope } of decodeTracesJson(readShared(file)).groups) {
          for (const span of items) {
            const derived = deriveSpan({
              span,
              resource,
              scope,
              logs: logs.filter((log) => log.spanId === span.spanId),
            })
            const hasMessages = derived.systemInstructions.length + derived.inputMessages.length > 0
            if (derived.kind !== 'llm' || !hasMessages) continue
            const { messages } = spanMessages(derived)
            const draft = draftFromSpan(derived, { marks: [], model: 'm' })
            expect(renderPrompt(draft.content, draft.input).messages).toEqual(messages)
            made++
          }
        }
      }
      expect(made).toBeGreaterThan(100)
    },
  )
})
