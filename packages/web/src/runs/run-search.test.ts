import { describe, expect, it } from 'vitest'
import { parseQueryString, queryString } from '../api/index.ts'
import { parseCompareSearch, parseRunSearch, parseRunsSearch, toggled } from './run-search.ts'

describe('the addresses of runs', () => {
  it('keep what is chosen, whether one or several', () => {
    const search = parseRunSearch(parseQueryString('?standing=failing&standing=flaky&row=r1&evaluator=polite'))
    expect(search).toEqual({ standing: ['flaky', 'failing'], row: 'r1', evaluator: 'polite' })
    expect(parseRunSearch(parseQueryString(queryString({ ...search })))).toEqual(search)
    expect(parseCompareSearch({ change: 'regressed' })).toEqual({ change: ['regressed'] })
    expect(parseRunsSearch({ new: 'true', prompt: 'support@3', evaluator: 'a' })).toEqual({
      new: true,
      prompt: 'support@3',
      evaluator: ['a'],
    })
  })

  it('leave out what means nothing here', () => {
    expect(parseRunSearch({ standing: ['broken', 'failing'], row: ['a'], more: 1 })).toEqual({ standing: ['failing'] })
    expect(parseRunsSearch({ status: '', new: 'false', evaluator: [1, ''] })).toEqual({})
  })

  it('take a choice in and out', () => {
    expect(toggled(toggled(undefined, 'a'), 'b')).toEqual(['a', 'b'])
    expect(toggled(['a', 'b'], 'a')).toEqual(['b'])
  })
})
