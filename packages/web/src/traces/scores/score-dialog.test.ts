import { describe, expect, it } from 'vitest'
import { draftErrors } from './score-dialog.tsx'

const draft = { name: 'helpful', value: '', label: '', outcome: 'unknown', explanation: '' } as const

describe('a score being written', () => {
  it('needs a name, and a value, a label or an outcome', () => {
    expect(Object.keys(draftErrors({ ...draft, name: ' ' }))).toEqual(['name', 'outcome'])
  })

  it.each([{ value: '0' }, { label: 'good' }, { outcome: 'fail' }] as const)('is complete with %o', (change) => {
    expect(draftErrors({ ...draft, ...change })).toEqual({})
  })

  it('refuses a value that is no number', () => {
    expect(draftErrors({ ...draft, value: 'high' }).value).toBeDefined()
  })
})
