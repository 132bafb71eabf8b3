import { expect, it } from 'vitest'
import { watchedMetricSchema } from '../../traces/index.ts'
import { evidenceQuery } from './evidence-query.ts'

const from = '2026-11-20T09:30:00.000Z'
const queryOf = (metric: object, rest: object = {}) => {
  const known = { slice: null, limit: null, value: null, from, to: null }
  return Object.fromEntries(
    evidenceQuery({ ...known, metric: watchedMetricSchema.parse(metric), ...rest })
      .split('&')
      .map((field) => field.split('=').map(decodeURIComponent)),
  )
}

it('the traces of a problem are those of its metric, in its slice, that are as bad as it says, since then', () => {
  const metric = { measure: 'error_rate', filter: { environment: ['production'], model: ['a', 'b'] } }
  const slice = { key: 'model', value: 'b' }
  expect(queryOf(metric, { slice })).toEqual({ from, environment: 'production', model: 'b', status: 'error' })
  expect(queryOf({ measure: 'latency_ms' }, { limit: 1200, to: '2026-11-21T00:00:00.000Z' })).toEqual({
    ...{ from, to: '2026-11-21T00:00:00.000Z', minDurationMs: '1200' },
  })
  expect(queryOf({ measure: 'score_pass_rate', scoreName: 'is helpful' })).toEqual({ from, score: 'is helpful:fail' })
  expect(queryOf({ measure: 'tool_error_rate' })).toEqual({ from, problem: 'tool_error' })
  expect(queryOf({ measure: 'response_model' }, { value: 'gpt-4o&x=1' })).toEqual({ from, model: 'gpt-4o&x=1' })
})

it('a slice by metadata is a condition on it, and the rest of all slices is none', () => {
  expect(queryOf({ measure: 'request_count' }, { slice: { key: 'metadata:segment', value: 'free' } })).toEqual({
    ...{ from, metadata: 'segment=free' },
  })
  expect(queryOf({ measure: 'request_count' }, { slice: { key: 'model', value: '(other)' } })).toEqual({ from })
})
