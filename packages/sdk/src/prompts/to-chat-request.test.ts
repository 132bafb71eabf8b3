import { describe, expect, it } from 'vitest'
import { PawlError, toChatRequest } from '../index.ts'

const prompt = { model: 'openai/gpt-4o', parameters: {}, tools: [], responseFormat: null, messages: [] }

describe('a chat request', () => {
  it('has the model without its provider, the parameters under the names of that API, tools and format', () => {
    const schema = { type: 'object', properties: { city: { type: 'string' } } }
    const request = toChatRequest({
      ...prompt,
      parameters: { temperature: 0.2, stop_sequences: ['END'], stream: true, 'output.type': 'json' },
      tools: [{ type: 'function', name: 'look_up', description: 'Finds it.', parameters: schema }],
      responseFormat: { type: 'json_schema', name: 'answer', strict: true, schema },
    })
    expect(request).toEqual({
      model: 'gpt-4o',
      messages: [],
      temperature: 0.2,
      stop: ['END'],
      tools: [{ type: 'function', function: { name: 'look_up', description: 'Finds it.', parameters: schema } }],
      response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } },
    })
  })

  it('has texts, images, calls of tools and their results', () => {
    const messages = [
      {
        role: 'system',
        parts: [
          { type: 'text', content: 'Be kind.' },
          { type: 'text', content: 'Be brief.' },
        ],
      },
      {
        role: 'user',
        parts: [
          { type: 'text', content: 'What is it?' },
          { type: 'uri', modality: 'image', uri: 'https://example.com/a.png' },
        ],
      },
      { role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'look_up', arguments: { city: 'Rome' } }] },
      {
        role: 'tool',
        parts: [
          { type: 'tool_call_response', id: 'c1', response: { sky: 'blue' } },
          { type: 'tool_call_response', id: 'c2', response: 'none' },
        ],
      },
    ]
    expect(toChatRequest({ ...prompt, messages }).messages).toEqual([
      { role: 'system', content: 'Be kind.\nBe brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is it?' },
          { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
        ],
      },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look_up', arguments: '{"city":"Rome"}' } }],
      },
      { role: 'tool', tool_call_id: 'c1', content: '{"sky":"blue"}' },
      { role: 'tool', tool_call_id: 'c2', content: 'none' },
    ])
  })

  it('refuses what that API has no place for, instead of leaving it out', () => {
    const messages = [{ role: 'user', parts: [{ type: 'blob', modality: 'audio', content: 'AAAA' }] }]
    expect(() => toChatRequest({ ...prompt, messages })).toThrow(PawlError)
  })
})
