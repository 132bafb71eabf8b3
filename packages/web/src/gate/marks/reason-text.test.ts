import { describe, expect, it } from 'vitest'
import { reasonText } from './reason-text.ts'

const rowId = '01a2071e-a080-7000-ad50-4334121a189a'

describe('a sentence of a gate', () => {
  it('names rows by what they say, as text', () => {
    const sentence = `Row ${rowId} of refunds is broken`
    expect(reasonText(sentence, () => 'May I\nreturn it?')).toBe('Row “May I return it?” of refunds is broken')
    expect(reasonText(sentence, () => undefined)).toBe('Row 01a2071e of refunds is broken')
    expect(reasonText('Dataset 12345678 is worse', () => 'a row')).toBe('Dataset 12345678 is worse')
  })
})
