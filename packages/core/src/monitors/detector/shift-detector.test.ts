import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../testing/seeded-random.ts'
import { betShares, ShiftDetector } from './shift-detector.ts'

const reference = { high: 0.05, low: 0.05 }

function alarmAfter(detector: ShiftDetector, valueAt: (at: number) => number, most = 20_000): number {
  for (let at = 0; at < most && !detector.isAlarm; at++) detector.observe(valueAt(at))
  return detector.observed
}

describe('a shift detector', () => {
  it('gains nothing on average while the mean is the reference, whatever the values: 1 an observation at most', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }),
        (mean, past) => {
          const rules = { reference: { high: mean, low: mean } }
          const before = new ShiftDetector(rules)
          for (const value of past) before.observe(value)
          const after = (value: number) => {
            const detector = new ShiftDetector(rules, before.state)
            detector.observe(value)
            return detector.evidence
          }
          const expected = mean * after(1) + (1 - mean) * after(0)
          expect(expected).toBeLessThanOrEqual((before.evidence + 1) * (1 + 1e-9))
        },
      ),
    )
  })

  it('takes a thousand observations on average to a false alarm', () => {
    const next = seededRandom(5)
    const lengths = Array.from({ length: 300 }, () =>
      alarmAfter(new ShiftDetector({ reference }), () => (next() < 0.05 ? 1 : 0)),
    )
    expect(lengths.reduce((sum, length) => sum + length, 0) / lengths.length).toBeGreaterThan(900)
  })

  it('sees a rise and a fall, and says which', () => {
    const next = seededRandom(6)
    const rise = new ShiftDetector({ reference })
    expect(alarmAfter(rise, () => (next() < 0.2 ? 1 : 0))).toBeLessThan(150)
    expect(rise.direction).toBe('worse')
    const fall = new ShiftDetector({ reference: { high: 0.3, low: 0.3 } })
    expect(alarmAfter(fall, () => (next() < 0.1 ? 1 : 0))).toBeLessThan(300)
    expect(fall.direction).toBe('better')
  })

  it('stays silent for ever while the mean is between low and high, as far as anybody waits', () => {
    const next = seededRandom(7)
    const detector = new ShiftDetector({ reference: { high: 0.12, low: 0.02 } })
    expect(alarmAfter(detector, () => (next() < 0.06 ? 1 : 0))).toBe(20_000)
  })

  it('goes on from what it remembered as if it had never stopped', () => {
    const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 50 })
    fc.assert(
      fc.property(values, values, (first, second) => {
        const whole = new ShiftDetector({ reference })
        for (const value of [...first, ...second]) whole.observe(value)
        const before = new ShiftDetector({ reference })
        for (const value of first) before.observe(value)
        const after = new ShiftDetector({ reference }, JSON.parse(JSON.stringify(before.state)))
        for (const value of second) after.observe(value)
        expect(after.state).toEqual(whole.state)
      }),
    )
  })

  it('never overflows, and never bets more than there is', () => {
    const detector = new ShiftDetector({ reference: { high: 0.001, low: 0.001 } })
    for (let at = 0; at < 5_000; at++) detector.observe(at % 2 === 0 ? 1 : Number.NaN)
    for (let at = 0; at < 5_000; at++) detector.observe(7)
    expect(Number.isFinite(detector.evidence)).toBe(true)
    for (const mean of [0.001, 0.3, 0.7, 0.999]) {
      for (const share of betShares(mean)) expect(share).toBeLessThanOrEqual(1)
    }
  })

  it('refuses a reference that leaves nothing to bet against', () => {
    expect(() => new ShiftDetector({ reference: { high: 1, low: 0.5 } })).toThrow('between 0 and 1')
    expect(() => new ShiftDetector({ reference: { high: 0.5, low: 0 } })).toThrow('between 0 and 1')
  })
})
