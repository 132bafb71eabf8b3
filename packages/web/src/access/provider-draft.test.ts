import type { ModelProvider } from '@pawl/core'
import { describe, expect, it } from 'vitest'
import { toChange, toDraft } from './provider-draft.ts'

const provider: ModelProvider = {
  name: 'openai',
  kind: 'openai',
  baseUrl: 'https://api.openai.com/v1',
  isConfigured: true,
  source: 'stored',
  keyEnding: '1706',
  keyVariable: 'OPENAI_API_KEY',
  isDefault: true,
  limits: { maxConcurrency: 16, requestsPerMinute: 500, tokensPerMinute: null },
  updatedAt: null,
  updatedBy: null,
}

describe('a provider that is being edited', () => {
  const draft = toDraft(provider)

  it('changes nothing that was not touched: neither its key nor its address', () => {
    expect(toChange(draft, provider)).toEqual({})
  })

  it('changes what was typed', () => {
    expect(toChange({ ...draft, apiKey: ' sk-new ', baseUrl: '', isDefault: false }, provider)).toEqual({
      apiKey: 'sk-new',
      baseUrl: null,
      isDefault: false,
    })
    expect(toChange({ ...draft, requestsPerMinute: '', tokensPerMinute: '9000' }, provider)).toEqual({
      limits: { maxConcurrency: 16, requestsPerMinute: null, tokensPerMinute: 9000 },
    })
  })

  it('is incomplete while a limit is no whole number', () => {
    for (const text of ['x', '0', '1.5', '-1']) {
      expect(toChange({ ...draft, requestsPerMinute: text }, provider)).toBeUndefined()
    }
    expect(toChange({ ...draft, maxConcurrency: '' }, provider)).toBeUndefined()
  })
})
