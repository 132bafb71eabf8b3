import { describe, expect, it } from 'vitest'
import { modelText, usageText } from './span-facts.tsx'

describe('the figures of a span', () => {
  it('name both models when another one answered', () => {
    expect(modelText({ requestModel: 'gpt-4o', responseModel: 'gpt-4o-2024-08-06' })).toBe('gpt-4o → gpt-4o-2024-08-06')
    expect(modelText({ requestModel: 'm', responseModel: 'm' })).toBe('m')
  })

  it('break tokens down into what is known', () => {
    expect(
      usageText({
        inputTokens: 1204,
        outputTokens: 310,
        cacheReadTokens: 1024,
        reasoningTokens: 256,
        convention: 'inclusive',
      }),
    ).toBe('1,204 in (1,024 cached), 310 out (256 reasoning)')
    expect(usageText({ totalTokens: 12, convention: 'inclusive' })).toBe('12 in all')
    expect(usageText(undefined)).toBe('')
  })
})
