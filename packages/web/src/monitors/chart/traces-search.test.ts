import { describe, expect, it } from 'vitest'
import { tracesSearch } from './traces-search.ts'

const range = { fromMs: 0, toMs: 60_000 }
const times = { from: '1970-01-01T00:00:00.000Z', to: '1970-01-01T00:01:00.000Z' }

describe('the traces behind a metric', () => {
  it('are those of its filter in the range', () => {
    expect(tracesSearch({ filter: { environment: ['production'], minTokens: 5 }, ...range })).toEqual({
      environment: ['production'],
      minTokens: 5,
      ...times,
    })
  })

  it('are narrowed to the slice, which says more than the filter about the same field', () => {
    const slice = { key: 'model', value: 'gpt-4o' } as const
    expect(tracesSearch({ filter: { model: ['gpt-4o', 'o3'] }, slice, ...range })).toEqual({
      model: ['gpt-4o'],
      ...times,
    })
    expect(tracesSearch({ filter: {}, slice: { key: 'metadata:plan', value: 'free' }, ...range })).toEqual({
      metadata: ['plan=free'],
      ...times,
    })
  })

  it('are all of the filter for what no condition can say', () => {
    expect(tracesSearch({ filter: {}, slice: { key: 'model', value: '(other)' }, ...range })).toEqual(times)
  })
})
