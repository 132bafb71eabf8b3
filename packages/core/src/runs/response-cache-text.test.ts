import { describe, expect, it } from 'vitest'
import { type CachedCall, responseCacheText } from './response-cache-text.ts'

const call: CachedCall = {
  baseUrl: 'https://api.example.com/v1',
  model: 'm',
  messages: [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }],
  parameters: { temperature: 1, seed: 2 },
  tools: [],
  options: {},
  rowId: 'row 1',
  trial: 1,
  step: 1,
}

describe('the key of a cached response', () => {
  it('is the same for the same call, whatever the order of keys', () => {
    expect(responseCacheText({ ...call, parameters: { seed: 2, temperature: 1 }, responseFormat: undefined })).toBe(
      responseCacheText(call),
    )
  })

  it('differs for every other call, trial and row', () => {
    const others: Partial<CachedCall>[] = [
      { baseUrl: 'http://localhost:1234' },
      { model: 'n' },
      { messages: [] },
      { parameters: {} },
      { tools: [{ type: 'function', name: 'a' }] },
      { responseFormat: { type: 'json_object' } },
      { options: { user: 'a' } },
      { rowId: 'row 2' },
      { trial: 2 },
      { step: 2 },
    ]
    const keys = [call, ...others.map((fields) => ({ ...call, ...fields }))].map(responseCacheText)
    expect(new Set(keys).size).toBe(keys.length)
  })
})
