import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { watchedMetricSchema } from '../../traces/index.ts'
import { alertStates } from '../api/index.ts'
import { changeState, howSure, nameMetric, shortLine, titleAlert, writeFigure } from './index.ts'

const metricOf = (metric: object) => watchedMetricSchema.parse(metric)
const figure = (value: number) => ({ value, low: value * 0.8, high: value * 1.2, count: 400 })
const shift = {
  metric: metricOf({ measure: 'error_rate' }),
  unit: 'share',
  kind: 'shift',
  direction: 'worse',
  slice: { key: 'model', value: 'gpt-4o' },
  value: null,
  before: figure(0.021),
  now: figure(0.098),
} as const

describe('the title of an alert', () => {
  it('says what moved, where, from what to what', () => {
    expect(titleAlert(shift)).toBe('Error rate of model gpt-4o rose from 2.1 % to 9.8 %')
    const latency = { ...shift, metric: metricOf({ measure: 'latency_ms' }), unit: 'ms', slice: null } as const
    expect(titleAlert({ ...latency, before: figure(820), now: figure(2340) })).toBe(
      'Latency (p90) rose from 820 ms to 2.34 s',
    )
    const passes = { ...shift, metric: metricOf({ measure: 'score_pass_rate', scoreName: 'helpful' }), slice: null }
    expect(titleAlert({ ...passes, before: figure(0.9), now: figure(0.7) })).toBe(
      'Pass rate of helpful fell from 90 % to 70 %',
    )
  })

  it('stands before the figures are known, and where they read the same', () => {
    expect(titleAlert({ ...shift, before: null, now: null })).toBe('Error rate of model gpt-4o is worse than usual')
    expect(titleAlert({ ...shift, now: figure(0.0210001) })).toBe(
      'Error rate of model gpt-4o is worse than its usual 2.1 %',
    )
  })

  it('names a new value, one that fell silent, and a threshold', () => {
    const model = { ...shift, metric: metricOf({ measure: 'response_model' }), slice: null, before: null, now: null }
    expect(titleAlert({ ...model, kind: 'new_value', value: 'gpt-4o-2026-11-20' })).toBe(
      'New: the response model gpt-4o-2026-11-20 answers',
    )
    expect(titleAlert({ ...model, kind: 'silent_value', value: 'fingerprint:fp_1' })).toBe(
      "The provider's fingerprint fp_1 answers no more",
    )
    expect(titleAlert({ ...shift, kind: 'threshold', before: null })).toBe(
      'Error rate of model gpt-4o is 9.8 %, past its threshold',
    )
  })

  it('is one bounded line, whatever a slice is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 150 }), (value) => {
        const title = titleAlert({ ...shift, slice: { key: 'metadata:segment', value } })
        expect(title).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u)
        expect([...title].length).toBeLessThan(200)
        expect(title.isWellFormed()).toBe(true)
      }),
    )
  })
})

it('a metric is named by what it is taken from', () => {
  expect(nameMetric(metricOf({ measure: 'tool_error_rate', of: 'spans' }))).toBe('Tool error rate of spans')
  expect(nameMetric(metricOf({ measure: 'label_share', scoreName: 'topic', label: 'refund' }))).toBe(
    'Share of refund in topic',
  )
})

it('a figure reads as people write it', () => {
  expect(writeFigure(0.3333, 'share')).toBe('33.3 %')
  expect(writeFigure(0.0052, 'share')).toBe('0.52 %')
  expect(writeFigure(0.000123, 'usd')).toBe('$0.000123')
  expect(writeFigure(12.5, 'usd')).toBe('$12.5')
  expect(writeFigure(1_234_567, 'tokens')).toBe('1,234,567 tokens')
  expect(writeFigure(3.25, 'per_hour')).toBe('3.3 an hour')
  expect(writeFigure(100, 'number')).toBe('100')
  expect(writeFigure(0, 'number')).toBe('0')
})

it('a long text is cut between characters', () => {
  expect(shortLine('🚲'.repeat(100))).toBe(`${'🚲'.repeat(79)}…`)
})

describe('how sure an alert is', () => {
  const known = { kind: 'shift', falseAlarmDays: 90, isConfirmed: true, observed: 120 } as const
  it('is said in days to a false alarm and by a second test', () => {
    expect(howSure(known).sentence).toBe(
      'On average 90 days or more pass until a false alarm like this. A second test, over both sides of the change, sees it too (120 observations since).',
    )
    expect(howSure({ ...known, isConfirmed: null, observed: 1 }).sentence).toMatch(
      /waits for more than 1 observation since/,
    )
    expect(howSure({ ...known, isConfirmed: false }).sentence).toMatch(/does not see it .* look before you act/)
  })
  it('promises nothing of a fixed threshold', () => {
    expect(howSure({ ...known, kind: 'threshold' })).toMatchObject({ falseAlarmDays: null, isConfirmed: null })
  })
})

describe('the state of an alert', () => {
  it('is reopened only after it was resolved', () => {
    expect(alertStates.filter((state) => changeState(state, 'seen_again') === 'reopened')).toEqual([
      'resolved',
      'reopened',
    ])
  })
  it('stays acknowledged while it goes on', () => {
    expect(changeState('acknowledged', 'seen_again')).toBe('acknowledged')
    expect(changeState('resolved', 'acknowledge')).toBe('resolved')
  })
})
