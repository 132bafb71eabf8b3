import { describe, expect, it } from 'vitest'
import { toPrice } from './prices-section.tsx'
import { patternError } from './redaction-section.tsx'

const draft = {
  model: 'my-model*',
  provider: '',
  inputUsdPerMillion: '0.5',
  outputUsdPerMillion: '0',
  cacheReadUsdPerMillion: '',
  cacheWriteUsdPerMillion: '',
}

describe('a price being written', () => {
  it('leaves out what was left empty, and keeps a price of nothing', () => {
    expect(toPrice(draft)).toEqual({ model: 'my-model*', inputUsdPerMillion: 0.5, outputUsdPerMillion: 0 })
  })

  it.each([
    { model: ' ' },
    { inputUsdPerMillion: '' },
    { outputUsdPerMillion: '-1' },
    { cacheReadUsdPerMillion: 'free' },
  ])('cannot be saved with %o', (change) => {
    expect(toPrice({ ...draft, ...change })).toBeUndefined()
  })
})

describe('a redaction expression being written', () => {
  it('says what is wrong with it before it is sent', () => {
    expect(patternError({ name: 'id', pattern: '(' })).toMatch(/group/i)
    expect(patternError({ name: '', pattern: 'a' })).toMatch(/name/)
    expect(patternError({ name: 'id', pattern: '\\bEMP-\\d{6}\\b' })).toBeUndefined()
  })
})
