import { describe, expect, it } from 'vitest'
import { rangeText } from './figure-text.tsx'
import { ruleText } from './rule-text.ts'
import { metricText } from './words.ts'

describe('a rule in words', () => {
  it('says how small a shift it finds and how rare a false alarm is', () => {
    const rule = { kind: 'shift', directions: 'worse', leastShift: 0.02, falseAlarmDays: 90 } as const
    expect(ruleText(rule, 'share')).toBe('When it gets worse by 2 points or more; one false alarm in 90 days at most.')
  })

  it('says a fixed bound in the unit of the metric', () => {
    const rule = { kind: 'threshold', above: 2000, windowMinutes: 60, leastObservations: 20 } as const
    expect(ruleText(rule, 'ms')).toBe('When it is above 2.00 s over 1 h, of 20 observations or more.')
  })
})

describe('what is watched in words', () => {
  it('names score and label', () => {
    const metric = { measure: 'label_share', of: 'traces', filter: {}, quantile: 0.9 } as const
    expect(metricText({ ...metric, scoreName: 'mood', label: 'angry' })).toBe('Share of “angry” in mood')
  })
})

describe('a range in words', () => {
  it('says the unit once where it stands at the end', () => {
    expect(rangeText({ low: 0.071, high: 0.12 }, 'share')).toBe('7.1–12%')
    expect(rangeText({ low: 900, high: 1240 }, 'ms')).toBe('900 ms–1.24 s')
    expect(rangeText({ low: 3, high: 12 }, 'per_hour')).toBe('3–12/h')
    expect(rangeText({ low: 0.004, high: 0.0042 }, 'usd')).toBe('$0.00400–0.00420')
  })
})
