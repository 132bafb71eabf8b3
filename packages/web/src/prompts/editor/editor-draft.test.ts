import { type PromptContent, promptContentSchema } from '@pawl/core'
import { describe, expect, it } from 'vitest'
import { addMessage, moveMessage, removeMessage } from './change-draft.ts'
import { draftOf, type EditorDraft, emptyDraft, readDraft } from './editor-draft.ts'

const content: PromptContent = promptContentSchema.parse({
  model: 'openai/gpt-4o',
  messages: [
    { role: 'system', parts: [{ type: 'text', content: 'Serve {{user}}. \\{{literal}}' }] },
    {
      role: 'user',
      name: 'ann',
      parts: [
        { type: 'text', content: 'What is this?' },
        { type: 'uri', modality: 'image', uri: 'https://example.com/{{picture}}.png' },
        { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'iVBORw==' },
      ],
    },
    { role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'look_up', arguments: { city: '{{city}}' } }] },
    { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: { found: true } }] },
  ],
  parameters: { temperature: 0, max_tokens: 100, stop_sequences: ['END'], tool_choice: 'auto' },
  tools: [{ name: 'look_up', parameters: { type: 'object' } }],
  responseFormat: { type: 'json_schema', name: 'answer', strict: true, schema: { type: 'object' } },
})

describe('the draft of a prompt', () => {
  it('stands for the content that it was made of', () => {
    expect(readDraft(draftOf(content))).toEqual({ content })
    const plain = promptContentSchema.parse({ model: 'm', messages: [] })
    expect(readDraft(draftOf(plain))).toEqual({ content: plain })
  })

  const problemsOf = (change: Partial<EditorDraft>) => readDraft({ ...draftOf(content), ...change }).problems

  it('says in which field something is wrong', () => {
    expect(readDraft(emptyDraft).problems).toEqual({ model: 'Name a model.' })
    expect(problemsOf({ tools: '[{' })).toMatchObject({ tools: 'This is no JSON yet.' })
    expect(Object.keys(problemsOf({ schema: '[]' }) ?? {})).toEqual(['schema'])
    const parameters = { ...draftOf(content).parameters, temperature: 'warm', top_p: '2' }
    expect(Object.keys(problemsOf({ parameters }) ?? {})).toEqual(['parameters.temperature', 'parameters.top_p'])
    expect(Object.keys(problemsOf({ otherParameters: '{"seed": 1.5}' }) ?? {})).toEqual(['parameters.seed'])
    const messages = draftOf(content).messages.map((message) => ({ ...message, parts: [] }))
    expect(Object.keys(problemsOf({ messages }) ?? {})).toContain('messages.0')
    expect(problemsOf({ otherParameters: '[1]' })).toHaveProperty('otherParameters')
  })

  it('moves messages about without mixing them up', () => {
    const draft = addMessage(draftOf(content), 'user')
    expect(new Set(draft.messages.map(({ key }) => key)).size).toBe(5)
    const [first, second] = draft.messages
    if (first === undefined || second === undefined) throw new Error('there are no messages')
    expect(moveMessage(draft, first.key, 1).messages.slice(0, 2)).toEqual([second, first])
    expect(moveMessage(draft, first.key, -1)).toBe(draft)
    expect(removeMessage(draft, first.key).messages).toHaveLength(4)
    expect(addMessage(removeMessage(draft, 4), 'user').messages.map(({ key }) => key)).toEqual([0, 1, 2, 3, 4])
  })
})
